"""Reads cells of one table by the names of a profile and collects what is wrong with them."""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from tillbook.importing.rules import amounts
from tillbook.importing.types import Matched, Problem, Row, Table, Terms

_YES = frozenset({"y", "yes", "true", "1"})
_NO = frozenset({"n", "no", "false", "0", ""})
_DAMAGED_CODE = re.compile(r"[0-9]([.,][0-9]+)?[eE]\+?[0-9]+")
VALUE_SHOWN = 200
COST_MOST = 10**10
QUANTITY_MOST_MILLI = 10**10


_SHOWN = ("name", "description", "category", "options", "sku", "barcodes", "price", "stock")


def columns_of(header: Sequence[str], names: Mapping[str, Sequence[str]]) -> dict[str, int]:
    """Find the columns of a header: `names` lists the words for each, the first found wins."""
    places = {title.casefold(): at for at, title in reversed(list(enumerate(header)))}
    return {
        name: places[title.casefold()]
        for name, titles in names.items()
        for title in reversed(titles)
        if title.casefold() in places
    }


class Reader:
    """One table under a profile: `columns` maps the profile's names to places in the header."""

    def __init__(
        self,
        table: Table,
        columns: Mapping[str, int],
        terms: Terms,
        *,
        numbers: Iterable[str],
        otherwise_mark: str = "",
    ) -> None:
        self.table = table
        self.columns = columns
        self.terms = terms
        self.problems: list[Problem] = []
        places = [columns[name] for name in numbers if name in columns]
        self.mark = amounts.decimal_mark(
            (row.cells[at] for row in table.rows for at in places if at < len(row.cells)),
            otherwise=otherwise_mark if table.delimiter == "," else "",
        )
        for row in table.rows:
            if any(cell.strip() for cell in row.cells[len(table.header) :]):
                self.problems.append(
                    Problem(row.number, "", row.cells[-1][:VALUE_SHOWN], "importing.row_too_long")
                )

    def titles(self, **renamed: str) -> dict[str, str]:
        """Map fields of the neutral shape to the header's words, for naming later problems."""
        places = {field: self.columns.get(renamed.get(field, field)) for field in _SHOWN}
        return {
            field: self.table.header[at] if at is not None else "" for field, at in places.items()
        }

    def matched(self) -> tuple[Matched, ...]:
        """Tell what each column of the file is taken for, with its first value."""
        fields = {at: name for name, at in reversed(list(self.columns.items()))}
        return tuple(
            Matched(
                title,
                re.sub(r"[0-9]|( .*)", "", fields.get(at, "")),
                self._sample(at),
            )
            for at, title in enumerate(self.table.header)
        )

    def text(self, row: Row, name: str) -> str:
        """Give a cell without surrounding blanks; a column or cell that is not there is empty."""
        at = self.columns.get(name, -1)
        return row.cells[at].strip() if 0 <= at < len(row.cells) else ""

    def code(self, row: Row, name: str) -> str:
        """Give a SKU or barcode: without the apostrophe that spreadsheets put before numbers."""
        text = self.text(row, name).removeprefix("'").strip()
        if _DAMAGED_CODE.fullmatch(text):
            self.report(row, name, "importing.code_damaged")
            return ""
        return text

    def flag(self, row: Row, name: str, *, missing: bool = False) -> bool:
        """Give a yes or no; an empty cell is `missing`."""
        text = self.text(row, name).casefold()
        if text in _YES:
            return True
        if text not in _NO:
            self.report(row, name, "importing.not_yes_or_no")
        return missing if not text else False

    def price(self, row: Row, name: str) -> int | None:
        """Give an amount in minor units, None for an empty cell; reports what is none."""
        value = self._number(row, name, self.terms.minor_digits)
        if value is not None and value < 0:
            self.report(row, name, "importing.amount_negative")
            return None
        return value

    def cost(self, row: Row, name: str) -> int | None:
        """Give a cost in minor units; averages finer than that are rounded, with a notice."""
        text = self.text(row, name)
        if not text:
            return None
        try:
            value, rounded = amounts.read_rounded(
                text, digits=self.terms.minor_digits, mark=self.mark
            )
        except amounts.NotANumber as unread:
            self.report(row, name, unread.flaw)
            return None
        if value < 0:
            self.report(row, name, "importing.amount_negative")
            return None
        if value > COST_MOST:
            self.report(row, name, amounts.Flaw.TOO_LARGE)
            return None
        if rounded:
            self.report(row, name, "importing.cost_rounded", blocks=False)
        return value

    def quantity(self, row: Row, name: str) -> int | None:
        """Give a quantity in thousandths, None for an empty cell; it may be negative."""
        value = self._number(row, name, 3)
        if value is not None and abs(value) > QUANTITY_MOST_MILLI:
            self.report(row, name, amounts.Flaw.TOO_LARGE)
            return None
        if value is not None and value < 0:
            self.report(row, name, "importing.stock_negative", blocks=False)
        return value

    def report(self, row: Row, name: str, code: str, *, blocks: bool = True, **facts: Any) -> None:
        """Note a problem with a cell."""
        at = self.columns.get(name, -1)
        column = self.table.header[at] if 0 <= at < len(self.table.header) else ""
        value = row.cells[at][:VALUE_SHOWN] if 0 <= at < len(row.cells) else ""
        self.problems.append(Problem(row.number, column, value, code, facts, blocks=blocks))

    def _sample(self, at: int) -> str:
        cells = (row.cells[at] for row in self.table.rows if at < len(row.cells))
        return next((cell.strip()[:60] for cell in cells if cell.strip()), "")

    def _number(self, row: Row, name: str, digits: int) -> int | None:
        text = self.text(row, name)
        if not text:
            return None
        try:
            return amounts.read(text, digits=digits, mark=self.mark)
        except amounts.NotANumber as unread:
            self.report(row, name, unread.flaw)
            return None
