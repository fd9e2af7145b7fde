"""A homeserver in memory, over real HTTP, that loses answers, refuses for a while, and says things again."""
