"""Due work under processes that are killed and processes that stand still."""
