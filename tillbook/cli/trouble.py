class Trouble(Exception):  # noqa: N818 - a sentence for the person at the terminal
    """A command cannot go on; the message says what to do."""
