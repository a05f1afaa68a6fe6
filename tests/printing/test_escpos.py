from dataclasses import replace
from pathlib import Path

import barcode
import pytest
import segno
from escpos.printer import Dummy
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from tests.printing import escpos_reader
from tests.printing.shops import CHIC_THREADS, TENDERS, document_named
from tillbook.printing.escpos import code_pages, commands
from tillbook.printing.escpos.encoder import encode
from tillbook.printing.escpos.raster import DOTS_PER_COLUMN, QR_DOTS, Drawing
from tillbook.printing.layout import rows_of
from tillbook.printing.lettering import MINUS
from tillbook.printing.paper import set_rows, text_of
from tillbook.printing.receipt import receipt_of
from tillbook.printing.types import Align, Bitmap, Cell, Emphasis, PaperLine, Profile
from tillbook.printing.words import words_in

# A font that comes with the environment; it has Latin, Greek, Cyrillic and Arabic, no Thai.
MONO = Path(barcode.__file__).parent / "fonts" / "DejaVuSansMono.ttf"
WESTERN = Profile(42, ("PC858", "PC437"), kicks_drawer=True)
CUT, KICK, DRAWN, PAGE = b"\x1dV", b"\x1bp", b"\x1dv0", b"\x1bt"


class Stub:
    """Draws every line as one byte, whatever it says, and has every letter."""

    def lacks(self, _text):
        return frozenset()

    def line(self, _line, _columns):
        return Bitmap(1, 1, b"\x1b")  # dots may look like a command

    qr = logo = line


def line(text, columns=42, emphasis=Emphasis.PLAIN):
    return PaperLine((Cell(text, 0, columns, Align.START),), emphasis)


def written(text, profile=WESTERN, rasteriser=None):
    return escpos_reader.read(encode([line(text)], profile, rasteriser or Stub()).data)


def rows(receipt, columns=42):
    return set_rows(rows_of(receipt, words_in("en")), columns)


def test_a_printer_shows_what_the_paper_says(chic_sale):
    lines, seen = escpos_reader.read(encode(rows(chic_sale), WESTERN, Stub()).data)
    paper = [text_of(row) for row in rows(chic_sale) if isinstance(row, PaperLine)]
    plain = [text.replace(MINUS, "-") for text in paper]
    assert [text for text in lines if text] == plain
    assert [token.name for token in seen].count(CUT) == 1


def test_the_total_is_double_and_bold_and_the_next_line_is_not(chic_sale):
    stream = encode(rows(chic_sale), WESTERN, Stub()).data
    before, after = stream.split(b"TOTAL EUR")
    assert before.endswith(b"\x1bE\x01\x1d!\x11")
    assert after.split(b"\n", 1)[1].startswith(b"\x1bE\x00\x1d!\x00")


@pytest.mark.parametrize(
    "text,profile,pages",
    [
        ("2,50 €", WESTERN, [19]),
        ("Ω", WESTERN, [19, 0]),
        ("Чай 2,50 €", Profile(42, ("PC858", "PC866")), [19, 17, 19]),
        ("žluťoučký kůň", Profile(42, ("PC437", "PC852")), [0, 18]),
        ("Καφές", Profile(42, ("PC437", "PC737")), [0, 14]),
        ("Crème brûlée", Profile(42, ("WPC1252",)), [16]),
    ],
)
def test_each_run_of_letters_takes_a_code_page_that_has_them(text, profile, pages):
    lines, seen = written(text, profile)
    assert lines == [text]
    assert [token.body[0] for token in seen if token.name == PAGE] == pages


def test_a_minus_becomes_a_hyphen_where_no_page_has_one_instead_of_a_picture():
    assert written(f"{MINUS}5.90 “x”")[0] == ['-5.90 "x"']


def test_a_script_that_no_page_has_is_drawn_and_the_next_line_is_text_again():
    data = encode([line("ชาเย็น"), line("Tea")], WESTERN, Stub()).data
    assert escpos_reader.read(data)[0] == [None, "Tea"]


def test_the_commands_are_those_that_another_writer_makes():
    other = Dummy()
    other.qr("K:o:019ab0f2", ec=1, size=6, native=True)
    other.cut(feed=False)
    other.cashdraw(2)
    theirs = {(token.name, token.body) for token in escpos_reader.tokens(other.output)}
    ours = set()
    for stream in (commands.qr("K:o:019ab0f2"), commands.cut(), commands.kick()):
        ours |= {(token.name, token.body) for token in escpos_reader.tokens(stream)}
    codes = {each for each in ours if each[0] == b"\x1d(k"}
    assert len(codes) == 5
    assert codes <= theirs
    assert {name for name, _ in ours} <= {name for name, _ in theirs}


@pytest.mark.parametrize(
    "tenders,change,opens",
    [
        ([{"tender": "cash", "amount": 10000}], 2205, True),
        ([{"tender": "card", "amount": 7795}], 0, False),
        ([{"tender": "card", "amount": 7000}, {"tender": "cash", "amount": 795}], 0, True),
        ([{"tender": "card", "amount": 8000}], 205, True),
    ],
)
def test_the_drawer_opens_only_where_cash_moves(tenders, change, opens):
    document = document_named("chic_threads_sale") | {"tenders": tenders, "change": change}
    receipt = receipt_of(document, shop=CHIC_THREADS, cashier="Mia", tenders=TENDERS)
    data = encode(rows(receipt), WESTERN, Stub(), kick=receipt.moves_cash).data
    kicks = [token for token in escpos_reader.tokens(data) if token.name == KICK]
    assert len(kicks) == opens


def test_a_printer_without_a_drawer_or_a_knife_is_asked_for_neither(chic_sale):
    plain = Profile(42, ("PC858",), cuts=False)
    names = {
        token.name
        for token in escpos_reader.tokens(encode(rows(chic_sale), plain, Stub(), kick=True).data)
    }
    assert not {CUT, KICK} & names


controls = st.sampled_from(
    [
        *("\x1b", "\x1bp\x00\x19\xfa", "\x1b@", "\x1d", "\x10\x14\x01\x00\x05", "\x1c&"),
        *("\x9b", "\x7f", "\x00", "\n", "\r", "\x85", "\u202e", "\u2066", "\u200b", "\u2028"),
        *("ü", "€", "ไทย", "世"),
    ]
)
hostile = st.lists(st.one_of(st.text(max_size=5), controls), max_size=12).map("".join)
ESCAPES = {b"\x1b@", b"\x1c.", b"\x1bR", b"\x1bt", b"\x1bE", b"\x1d!", b"\x1ba", b"\x1bd", b"\n"}


@given(
    names=st.lists(hostile, min_size=9, max_size=9),
    pages=st.permutations(sorted(set(code_pages.CODE_PAGES) & {"PC437", "PC850", "PC858"})),
    columns=st.sampled_from([32, 42, 48]),
)
def test_no_name_can_speak_to_the_printer(names, pages, columns):
    """Read back by a reader of its own, the stream holds our commands and the cleaned texts."""
    document = document_named("chic_threads_sale")
    cart, line_of = document["cart"], document["cart"]["lines"][1]
    line_of["name"], line_of["modifiers"][0]["name"] = names[0], names[1]
    cart["taxes"][0]["name"], cart["discounts"][0]["reason"] = names[2], names[3]
    document["tenders"] = [{"tender": "card", "amount": 7795, "reference": names[4]}]
    document |= {"change": 0, "number": names[5]}
    shop = replace(CHIC_THREADS, name=names[6], address=names[7], footer=names[8])
    receipt = receipt_of(document, shop=shop, cashier=names[0], tenders=TENDERS, of_number=names[1])
    profile = Profile(columns, tuple(pages), kicks_drawer=True)
    data = encode(rows(receipt, columns), profile, Stub(), kick=receipt.moves_cash).data
    lines, seen = escpos_reader.read(data)
    assert {token.name for token in seen} <= ESCAPES | {CUT, DRAWN, b"\x1d(k"}
    assert [token.name for token in seen].count(CUT) == 1
    paper = [text_of(row) for row in rows(receipt, columns) if isinstance(row, PaperLine)]
    assert all(text.isprintable() for text in paper)
    shown = [text for text in lines if text != ""]  # the code ends its own empty line
    expected = [text for text in paper if text != ""]
    assert len(shown) == len(expected)
    for text, wanted in zip(shown, expected, strict=True):
        assert text is None or text == _as_plain(wanted, pages)


def _as_plain(text, pages):
    def letter(character):
        own = any(code_pages.byte_of(character, page) is not None for page in pages)
        return character if own else code_pages.SIMPLER.get(character, character)

    return "".join(map(letter, text))


@given(st.characters(), st.sampled_from(sorted(code_pages.CODE_PAGES)))
def test_a_letter_is_never_a_control_byte(character, page):
    code = code_pages.byte_of(character, page)
    assert code is None or (code >= 0x20 and code != 0x7F)


def test_arabic_is_drawn_with_a_font_that_has_it():
    drawing = Drawing([MONO])
    lines, _ = written("شاي", rasteriser=drawing)
    assert lines == [None]
    picture = drawing.line(line("شاي"), 42)
    assert picture.width_bytes * 8 == DOTS_PER_COLUMN * 42
    assert len(picture.data) == picture.width_bytes * picture.height
    assert any(picture.data)


def test_a_letter_that_no_font_has_is_a_question_mark_and_is_named():
    printout = encode([line("Tea ชา 2.50")], WESTERN, Drawing([MONO]))
    assert escpos_reader.read(printout.data)[0] == ["Tea ?? 2.50"]
    assert printout.missing == "".join(sorted("ชา"))


def test_without_any_font_the_amounts_are_still_printed():
    printout = encode([line("烏龍茶  2.50")], WESTERN, Drawing([]))
    assert escpos_reader.read(printout.data)[0] == ["??????  2.50"]


def test_a_drawn_line_keeps_its_columns():
    cells = (Cell("شاي", 0, 20), Cell("2.50", 36, 6, Align.END))
    picture = Drawing([MONO]).line(PaperLine(cells), 42)
    image = Image.frombytes("1", (picture.width_bytes * 8, picture.height), picture.data)
    empty = image.crop((20 * DOTS_PER_COLUMN, 0, 36 * DOTS_PER_COLUMN, picture.height))
    last = image.crop((36 * DOTS_PER_COLUMN, 0, 42 * DOTS_PER_COLUMN, picture.height))
    assert empty.getbbox() is None
    assert last.getbbox()[2] > last.width - DOTS_PER_COLUMN / 2


def test_a_drawn_code_has_the_modules_of_the_code():
    picture = Drawing([]).qr("K:o:019ab0f2", 32)
    image = Image.frombytes("1", (picture.width_bytes * 8, picture.height), picture.data)
    matrix = segno.make("K:o:019ab0f2", error="m", micro=False).matrix
    left = (32 * DOTS_PER_COLUMN - (len(matrix) + 8) * QR_DOTS) // 2
    for down, row in enumerate(matrix):
        for across, module in enumerate(row):
            spot = (left + (across + 4) * QR_DOTS + 2, (down + 4) * QR_DOTS + 2)
            assert bool(image.getpixel(spot)) == bool(module)


def test_a_tall_picture_is_sent_in_pieces_that_small_printers_can_hold():
    sent = list(escpos_reader.tokens(commands.bitmap(Bitmap(2, 300, bytes(600)))))
    assert [len(token.body) // 2 for token in sent] == [128, 128, 44]
