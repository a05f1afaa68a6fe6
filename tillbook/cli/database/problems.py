class DatabaseProblem(Exception):
    """The database cannot be used as it is; the message tells the owner what to do."""
