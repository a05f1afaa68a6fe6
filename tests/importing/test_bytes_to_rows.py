"""From bytes to rows: encodings, delimiters, limits."""

import pytest

from tillbook.importing.rules import tables
from tillbook.importing.rules.tables import table_of
from tillbook.importing.types import Unreadable

TEXT = "Name,Price\r\nBrötchen,“1”\r\n"


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"]
)
def test_every_encoding_a_spreadsheet_writes_is_found_out(encoding):
    table = table_of(TEXT.encode(encoding))
    assert table.header == ("Name", "Price")
    assert table.rows[0].cells == ("Brötchen", "“1”")


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_every_delimiter_is_found_out_beside_the_others_in_texts(delimiter):
    text = f'Name{delimiter}"Long, long; name"{delimiter}C\n"a,b;c"{delimiter}1{delimiter}2\n'
    table = table_of(text.encode())
    assert table.delimiter == delimiter
    assert table.rows[0].cells == ("a,b;c", "1", "2")


def test_the_line_that_tells_the_delimiter_is_no_header():
    assert table_of(b"sep=;\r\na;b\r\n1;2\r\n").header == ("a", "b")


def test_rows_are_numbered_as_a_spreadsheet_does():
    table = table_of(b'a,b\n1,"two\nlines"\n\n,\n3,4\n')
    assert [row.number for row in table.rows] == [2, 5]


@pytest.mark.parametrize(
    "raw, code",
    [
        (b"", "file_empty"),
        (b"a,b\n", "file_empty"),
        (b"a,b\n1,\x00\n", "file_not_text"),
        (b"\xff\xfea", "file_not_text"),
        (b"a,b\n\x81\x8d,\xff\n", "file_not_text"),
        (b"PK\x03\x04" + b"x" * 50, "file_is_a_workbook"),
        (b'a,b\n1,"2\n3,4\n', "file_broken"),
        (b"a," * 600 + b"\n1,2\n", "columns_too_many"),
        (b"a,b\n1," + b"x" * (tables.CELL_MOST + 1) + b"\n", "cell_too_long"),
        (b"a,b\n1," + b"x" * 140_000 + b"\n", "file_broken"),
        (b"a,b\n" + b"1,2\n" * (tables.ROWS_MOST + 1), "rows_too_many"),
        (b"a" * (tables.SIZE_MOST + 1), "file_too_large"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_file_that_cannot_be_read_is_refused_with_the_reason(raw, code):
    with pytest.raises(Unreadable) as refused:
        table_of(raw)
    assert refused.value.code == f"importing.{code}"
