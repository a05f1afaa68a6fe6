"""From bytes to rows: encoding and delimiter found out, limits kept before anything is parsed."""

import codecs
import csv
import io

from tillbook.importing.types import Row, Table, Unreadable

SIZE_MOST = 20 * 1024 * 1024
ROWS_MOST = 100_000
COLUMNS_MOST = 500
CELL_MOST = 100_000
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_DELIMITERS = (",", ";", "\t", "|")


def table_of(raw: bytes) -> Table:
    """Read a delimited text file. Raises Unreadable when it is none, or past a limit."""
    if len(raw) > SIZE_MOST:
        raise Unreadable("importing.file_too_large", most_mb=SIZE_MOST // 1024 // 1024)
    if raw.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        raise Unreadable("importing.file_is_a_workbook")
    text, encoding = _decoded(raw)
    text, delimiter = _told_delimiter(text)
    delimiter = delimiter or _delimiter_of(text)
    header, rows = _records(text, delimiter)
    return Table(header, rows, encoding, delimiter)


def _decoded(raw: bytes) -> tuple[str, str]:
    encoding = next((name for mark, name in _MARKS if raw.startswith(mark)), "")
    if not encoding:
        encoding = _utf16_without_mark(raw)
    candidates = [encoding] if encoding else ["utf-8", "cp1252"]
    for candidate in candidates:
        try:
            text = raw.decode(candidate)
        except UnicodeDecodeError:
            continue
        if "\0" in text:
            break
        return text.removeprefix("\ufeff"), candidate
    raise Unreadable("importing.file_not_text")


def _utf16_without_mark(raw: bytes) -> str:
    """Spot UTF-16 by its empty bytes: half of a file in any western script, on one side."""
    start = raw[:2048]
    even, odd = start[::2].count(0), start[1::2].count(0)
    if odd * 4 > len(start) and not even:
        return "utf-16-le"
    if even * 4 > len(start) and not odd:
        return "utf-16-be"
    return ""


def _told_delimiter(text: str) -> tuple[str, str]:
    """Take off the line `sep=;` that spreadsheets write to tell each other."""
    first, _, rest = text.partition("\n")
    told = first.strip().strip('"')
    if told.lower().startswith("sep=") and len(told) == 5:
        return rest, told[-1]
    return text, ""


def _delimiter_of(text: str) -> str:
    """Choose the delimiter that cuts the header into most cells."""
    start = text[:CELL_MOST]

    def cells(delimiter: str) -> int:
        try:
            return len(next(csv.reader(io.StringIO(start, newline=""), delimiter=delimiter), ()))
        except csv.Error:
            return 0

    return max(_DELIMITERS, key=cells)


def _records(text: str, delimiter: str) -> tuple[tuple[str, ...], tuple[Row, ...]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    header: tuple[str, ...] = ()
    rows: list[Row] = []
    number = 0
    try:
        for cells in reader:
            number += 1
            _refuse_excess(cells, number)
            if not any(cell.strip() for cell in cells):
                continue
            if not header:
                header = tuple(cell.strip() for cell in cells)
            else:
                rows.append(Row(number, tuple(cells)))
    except csv.Error as broken:
        raise Unreadable("importing.file_broken", row=number + 1) from broken
    if not header or not rows:
        raise Unreadable("importing.file_empty")
    return header, tuple(rows)


def _refuse_excess(cells: list[str], number: int) -> None:
    if number > ROWS_MOST + 1:
        raise Unreadable("importing.rows_too_many", most=ROWS_MOST)
    if len(cells) > COLUMNS_MOST:
        raise Unreadable("importing.columns_too_many", most=COLUMNS_MOST, row=number)
    if any(len(cell) > CELL_MOST for cell in cells):
        raise Unreadable("importing.cell_too_long", most=CELL_MOST, row=number)
