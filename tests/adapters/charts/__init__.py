"""The charts adapter: where things stand in a chart, and the child that draws them."""
