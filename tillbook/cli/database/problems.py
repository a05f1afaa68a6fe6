class DatabaseProblem(Exception):  # noqa: N818 - a sentence for the owner, not a bug
    """The database cannot be used as it is; the message tells the owner what to do."""
