import ast
import gettext
import os
import re
from dataclasses import replace
from datetime import UTC, datetime
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.printing.shops import CHIC_THREADS, TENDERS, document_named
from tillbook.printing import html
from tillbook.printing import words as words_module
from tillbook.printing.layout import rows_of
from tillbook.printing.lettering import MINUS, clean, money, quantity, width, wrap
from tillbook.printing.paper import columns_of, set_rows, text_of
from tillbook.printing.receipt import receipt_of
from tillbook.printing.types import Block, PaperLine, Qr
from tillbook.printing.words import words_in

GOLDENS = Path(__file__).parent / "goldens"


def on_paper(receipt, columns, language="en"):
    words = words_in(language)
    lines = set_rows(rows_of(receipt, words), columns, right_to_left=words.right_to_left)
    return [text_of(line) if isinstance(line, PaperLine) else f"[{line}]" for line in lines]


def equals_golden(name, text):
    """Compare with the file; RENEW_GOLDENS=1 writes it, then read the difference in git."""
    path = GOLDENS / name
    if os.environ.get("RENEW_GOLDENS"):
        path.write_text(text)
    return path.read_text() == text


@pytest.mark.parametrize(
    "which,columns,language",
    [
        ("chic_sale", 48, "en"),
        ("chic_sale", 42, "de"),
        ("chic_sale", 32, "en"),
        ("chic_return", 42, "en"),
        ("siam_sale", 32, "en"),
    ],
)
def test_a_receipt_on_paper_looks_like_its_golden_file(which, columns, language, request):
    text = "\n".join(on_paper(request.getfixturevalue(which), columns, language)) + "\n"
    assert equals_golden(f"{which}.{columns}.{language}.txt", text)


@pytest.mark.parametrize("which", ["chic_sale", "chic_return"])
def test_a_receipt_as_a_page_looks_like_its_golden_file(which, request):
    receipt, words = request.getfixturevalue(which), words_in("en")
    page = html.page_of(rows_of(receipt, words), words, receipt.number)
    body = page.replace(html.STYLE, "")  # the look may change without changing the receipt
    assert equals_golden(f"{which}.html", body)


def test_a_refund_says_so_and_its_amounts_carry_a_minus(chic_return):
    lines = on_paper(chic_return, 42)
    assert f"REFUND EUR     {MINUS}49.90" in lines
    assert any("REPRINT" in line for line in lines)
    assert any(line.startswith("Refund for") and "T1-1-S000017" in line for line in lines)
    assert any(line.startswith("Card 4711") and line.endswith(f"{MINUS}49.90") for line in lines)


def test_the_moment_is_the_shops_own(chic_return):
    # 23:30 in London is half past midnight of the next day in Cologne.
    assert any("2026-11-24 00:30" in line for line in on_paper(chic_return, 42))
    assert any("24.11.2026 00:30" in line for line in on_paper(chic_return, 42, "de"))


def test_a_discount_that_the_steps_do_not_explain_is_printed_as_one_sum(chic_return):
    assert [each.amount for each in chic_return.lines[0].reductions] == [590]
    assert chic_return.lines[0].reductions[0].reason == ""


def test_what_stands_above_the_total_adds_up_to_it(chic_sale, siam_sale):
    for receipt in (chic_sale, siam_sale):
        added = sum(tax.amount for tax in receipt.taxes if not tax.inclusive)
        off = sum(each.amount for each in receipt.reductions)
        assert receipt.subtotal + off + added == receipt.total


def test_a_template_without_a_block_leaves_it_out(chic_sale):
    words = words_in("en")
    assert any(isinstance(row, Qr) for row in rows_of(chic_sale, words))
    assert not any(isinstance(row, Qr) for row in rows_of(chic_sale, words, (Block.LINES,)))


def test_an_unknown_tender_is_printed_as_it_is_and_leaves_the_drawer_shut():
    document = document_named("chic_threads_sale") | {"change": 0}
    document["tenders"] = [{"tender": "cowrie", "amount": 7795}]
    receipt = receipt_of(document, shop=CHIC_THREADS, cashier="Mia", tenders=TENDERS)
    assert receipt.payments[0].name == "cowrie"
    assert not receipt.moves_cash


def test_right_to_left_paper_is_the_mirror_of_the_other(chic_sale):
    words = words_in("en")
    mirrored = set_rows(rows_of(chic_sale, words), 42, right_to_left=True)
    texts = [text_of(line) for line in mirrored if isinstance(line, PaperLine)]
    assert "22.05                               Change" in texts


any_text = st.text(max_size=60)
amounts = st.integers(-(10**9), 10**9)


@given(name=any_text, reason=any_text, amount=amounts, columns=st.sampled_from([32, 42, 48]))
def test_no_line_is_wider_than_the_paper_and_nothing_is_lost(name, reason, amount, columns):
    document = document_named("chic_threads_sale")
    document["cart"]["lines"][0]["name"] = name
    document["cart"]["lines"][0]["discounts"][0]["reason"] = reason
    document["priced"]["lines"][0]["list"] = amount
    document["priced"]["total"] = amount
    receipt = receipt_of(document, shop=CHIC_THREADS, cashier="Mia", tenders=TENDERS)
    words = words_in("en")
    lines = set_rows(rows_of(receipt, words), columns)
    texts = [(line, text_of(line)) for line in lines if isinstance(line, PaperLine)]
    assert all(width(text) <= columns_of(line, columns) for line, text in texts)
    whole = "".join(text for _, text in texts).replace(" ", "")
    assert clean(name).replace(" ", "") in whole or _is_interrupted(name, columns)
    assert money(amount, minor_digits=2, words=words) in whole


def _is_interrupted(name, columns):
    """A name of several lines has its price at the end of the first."""
    return width(clean(name)) > columns - 20


@given(st.text())
def test_a_cleaned_text_holds_letters_and_single_spaces_only(text):
    cleaned = clean(text)
    assert cleaned == cleaned.strip()
    assert "  " not in cleaned
    assert clean(cleaned) == cleaned
    assert all(character.isprintable() for character in cleaned)
    assert len(cleaned) <= 200


@pytest.mark.parametrize(
    "nasty,kept",
    [
        ("Tea\x1bp\x00\x19\xfa", "Teapú"),
        ("a\x9bb\x7fc", "abc"),
        ("user\u202egnp.exe", "usergnp.exe"),
        ("zero\u200bwidth\u2060\ufeff", "zerowidth"),
        ("two\nlines\tand\u2028more", "two lines and more"),
        ("Cafe\u0301", "Café"),
        ("ผ้าไหม", "ผ้าไหม"),
        ("Z" + "\u0335" * 50, "Z" + "\u0335" * 4),
        ("\ud800", ""),
    ],
)
def test_what_is_no_letter_goes(nasty, kept):
    assert clean(nasty) == kept


def test_east_asian_letters_take_two_columns_and_marks_none():
    assert width("烏龍茶 (大)") == 11
    assert width("น้ำ") == 2
    assert wrap("烏龍茶", 5) == ["烏龍", "茶"]


@given(amounts, st.sampled_from([0, 2, 3]))
def test_money_reads_back_as_the_same_amount(amount, digits):
    text = money(amount, minor_digits=digits, words=words_in("de"))
    plain = text.replace("\N{MINUS SIGN}", "-").replace(".", "").replace(",", "")
    assert int(plain) == amount
    assert ("," in text) == (digits > 0)


def test_money_and_quantities_follow_the_language():
    german, english = words_in("de"), words_in("en")
    assert money(-123456789, minor_digits=2, words=german) == f"{MINUS}1.234.567,89"
    assert money(5, minor_digits=3, words=english) == "0.005"
    assert money(1500, minor_digits=0, words=words_in("fr")) == "1 500"
    assert quantity("-0.250", german) == f"{MINUS}0,25"
    assert quantity("3.000", english) == "3"


class _Page(HTMLParser):
    def __init__(self):
        super().__init__()
        self.tags, self.attributes, self.text = set(), set(), ""

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}

    def handle_data(self, data):
        self.text += data


@given(st.one_of(any_text, st.just('"><script>alert(1)</script><img src=x onerror=alert(1)>')))
def test_no_name_can_add_a_tag_or_an_attribute_to_the_page(name):
    document = document_named("chic_threads_sale")
    document["cart"]["lines"][0]["name"] = name
    shop = replace(CHIC_THREADS, name=name, address=name, footer=name)
    receipt = receipt_of(document, shop=shop, cashier=name, tenders=TENDERS)
    words = words_in("en")
    page = _Page()
    page.feed(html.page_of(rows_of(receipt, words), words, name))
    assert page.tags <= {
        *("html", "head", "meta", "title", "style", "body", "main"),
        *("p", "span", "bdi", "hr", "img", "table", "thead", "tbody", "tr", "th", "td"),
    }
    assert page.attributes <= {
        *("lang", "dir", "charset", "name", "content", "class", "alt", "src", "scope"),
    }
    assert clean(name) in page.text


def test_a_document_that_is_no_sale_has_no_receipt():
    shift = {"kind": "shift_open", "made_at": datetime.now(UTC).isoformat()}
    with pytest.raises(AssertionError):
        receipt_of(shift, shop=CHIC_THREADS, cashier="", tenders={})


def test_every_word_of_the_module_is_in_german_and_compiled():
    module = Path(words_module.__file__).parent
    folder = module / "locale" / "de" / "LC_MESSAGES"
    with (folder / "django.mo").open("rb") as compiled:
        known = gettext.GNUTranslations(compiled)
    catalogue = (folder / "django.po").read_text()
    written = re.findall(r'^msgid "(.+)"\nmsgstr "(.+)"$', catalogue, re.MULTILINE)
    asked = {
        call.args[0].value
        for file in module.rglob("*.py")
        for call in ast.walk(ast.parse(file.read_text()))
        if isinstance(call, ast.Call)
        and getattr(call.func, "id", "") in {"_", "gettext_noop"}
        and isinstance(call.args[0], ast.Constant)
    }
    assert {english for english, _ in written} == asked
    assert all(known.gettext(english) == german for english, german in written)
