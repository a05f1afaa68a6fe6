"""Rows set on paper: columns of equal width, as a receipt printer has them."""

from collections.abc import Iterable

from tillbook.printing.lettering import width, wrap
from tillbook.printing.types import (
    Align,
    Cell,
    Emphasis,
    Grid,
    Logo,
    Pair,
    PaperLine,
    PaperRow,
    Qr,
    Row,
    Rule,
    Text,
)

GAP = 1
NARROWEST_LABEL = 8


def set_rows(
    rows: Iterable[Row], columns: int, *, right_to_left: bool = False
) -> tuple[PaperRow, ...]:
    """Set the rows on paper of so many columns; nothing is cut, long texts wrap."""
    lines = [line for row in rows for line in _set(row, columns)]
    return tuple(_mirrored(line, columns) for line in lines) if right_to_left else tuple(lines)


def columns_of(line: PaperLine, columns: int) -> int:
    """Say how many characters fit on this line: large ones take two columns."""
    return columns // 2 if line.emphasis is Emphasis.LARGE else columns


def text_of(line: PaperLine) -> str:
    """Write a line as a string, padded by columns; no blanks at its end."""
    text = ""
    for cell in sorted(line.cells, key=lambda cell: cell.start):
        text += " " * (cell.start - width(text) + lead(cell)) + cell.text
    return text.rstrip(" ")


def lead(cell: Cell) -> int:
    """Count the empty columns before the text of a cell."""
    room = cell.width - width(cell.text)
    return {Align.START: 0, Align.CENTRE: room // 2, Align.END: room}[cell.align]


def _set(row: Row, columns: int) -> list[PaperRow]:
    if isinstance(row, Qr | Logo):
        return [row]
    if isinstance(row, Rule):
        return [PaperLine((Cell("-" * columns, 0, columns),))]
    if isinstance(row, Text):
        return list(_text(row, columns))
    if isinstance(row, Pair):
        return list(_pair(row, columns))
    return list(_grid(row, columns))


def _text(row: Text, columns: int) -> list[PaperLine]:
    room = _room(row.emphasis, columns)
    lines = wrap(row.text, room)
    return [PaperLine((Cell(line, 0, room, row.align),), row.emphasis) for line in lines]


def _pair(row: Pair, columns: int) -> list[PaperLine]:
    emphasis = row.emphasis
    if emphasis is Emphasis.LARGE and _too_wide(row, _room(emphasis, columns)):
        emphasis = Emphasis.STRONG
    room = _room(emphasis, columns)
    value_width = width(row.value)
    label_width = room - row.indent - (value_width + GAP if value_width else 0)
    beside = label_width >= min(NARROWEST_LABEL, width(row.label))
    label_lines = wrap(row.label, label_width if beside else room - row.indent)
    labels = [
        PaperLine((Cell(line, row.indent, room - row.indent),), emphasis) for line in label_lines
    ]
    if beside and value_width:
        label = Cell(label_lines[0], row.indent, label_width)
        value = Cell(row.value, room - value_width, value_width, Align.END)
        return [PaperLine((label, value), emphasis), *labels[1:]]
    values = [
        PaperLine((Cell(line, 0, room, Align.END),), emphasis)
        for line in (wrap(row.value, room) if row.value else [])
    ]
    return labels + values


def _too_wide(row: Pair, room: int) -> bool:
    return width(row.label) + GAP + width(row.value) > room


def _grid(row: Grid, columns: int) -> list[PaperLine]:
    lines = (row.head, *row.body)
    widths = [max(width(line[at]) for line in lines) for at in range(1, len(row.head))]
    first = columns - sum(widths) - GAP * len(widths)
    if first < NARROWEST_LABEL:
        return [paper for line in lines for paper in _stacked(line, columns)]
    return [paper for line in lines for paper in _abreast(line, widths, first)]


def _abreast(line: tuple[str, ...], widths: list[int], first: int) -> list[PaperLine]:
    labels = wrap(line[0], first)
    cells = [Cell(labels[0], 0, first)]
    start = first
    for text, room in zip(line[1:], widths, strict=True):
        cells.append(Cell(text, start + GAP, room, Align.END))
        start += GAP + room
    rest = [PaperLine((Cell(label, 0, first),)) for label in labels[1:]]
    return [PaperLine(tuple(cells)), *rest]


def _stacked(line: tuple[str, ...], columns: int) -> list[PaperLine]:
    labels = [PaperLine((Cell(text, 0, columns),)) for text in wrap(line[0], columns) if text]
    amounts = wrap(" ".join(line[1:]), columns)
    return labels + [PaperLine((Cell(text, 0, columns, Align.END),)) for text in amounts]


def _room(emphasis: Emphasis, columns: int) -> int:
    return columns // 2 if emphasis is Emphasis.LARGE else columns


_OTHER_SIDE = {Align.START: Align.END, Align.END: Align.START, Align.CENTRE: Align.CENTRE}


def _mirrored(line: PaperRow, columns: int) -> PaperRow:
    if not isinstance(line, PaperLine):
        return line
    room = columns_of(line, columns)
    cells = tuple(
        Cell(cell.text, room - cell.start - cell.width, cell.width, _OTHER_SIDE[cell.align])
        for cell in line.cells
    )
    return PaperLine(cells, line.emphasis)
