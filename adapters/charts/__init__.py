"""Charts: counts over days as a picture, drawn in a child process whose memory comes back."""
