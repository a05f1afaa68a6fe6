"""Expected books as tables that can be read aloud."""


def table(text: str) -> dict[str, str]:
    """Read lines of `account role   amount`."""
    rows = [line.split() for line in text.strip().splitlines()]
    return {"_".join(row[:-1]): row[-1] for row in rows}
