"""Rows as a page of its own: no scripts, nothing loaded, light and dark, ready to print."""

import base64
import hashlib
from collections.abc import Iterable
from html import escape

import segno

from tillbook.printing.types import (
    Align,
    Emphasis,
    Grid,
    Logo,
    Pair,
    Qr,
    Row,
    Rule,
    Text,
    Words,
)

STYLE = """
:root { color-scheme: light dark; }
body { margin: 0; padding: 1.5rem 1rem; font: 1rem/1.4 system-ui, "Segoe UI", Roboto, "Noto Sans",
  sans-serif; background: #f2f2f0; color: #1b1b1b; }
main { max-width: 26rem; margin: 0 auto; padding: 1.5rem; background: #fff; border-radius: .5rem; }
p { margin: 0; overflow-wrap: anywhere; }
hr { border: 0; border-top: 1px dashed #8a8a8a; margin: .75rem 0; }
.centre { text-align: center; }
.strong { font-weight: 600; }
.large { font-size: 1.5rem; font-weight: 700; }
.pair { display: flex; justify-content: space-between; gap: 1rem; }
.pair > :last-child { white-space: nowrap; }
.indent { padding-inline-start: 1.25rem; color: #555; }
.amount { text-align: end; font-variant-numeric: tabular-nums lining-nums; }
table { width: 100%; border-collapse: collapse; margin: .5rem 0; font-size: .875rem; }
th { font-weight: 600; text-align: start; }
.code { display: block; width: 9rem; margin: 1rem auto; padding: .5rem; background: #fff; }
.logo { display: block; max-width: 60%; max-height: 8rem; margin: 0 auto 1rem; }
@media (prefers-color-scheme: dark) {
  body { background: #141414; color: #ececec; }
  main { background: #1f1f1f; }
  .indent { color: #b5b5b5; }
  .logo { background: #fff; }
}
@media print {
  body, main { background: #fff; color: #000; padding: 0; }
  .indent { color: #000; }
}
"""

_STYLE_HASH = base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()

CONTENT_SECURITY_POLICY = (
    f"default-src 'none'; style-src 'sha256-{_STYLE_HASH}'; img-src data:; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'self'"
)
"""What a door sends with the page: it loads nothing, and only its own style applies."""

_CLASS = {Emphasis.PLAIN: "", Emphasis.STRONG: "strong", Emphasis.LARGE: "large"}


def page_of(rows: Iterable[Row], words: Words, title: str) -> str:
    """Write a whole page. Every text is escaped and stands in its own direction."""
    body = "\n".join(_row(row) for row in rows)
    direction = "rtl" if words.right_to_left else "ltr"
    return (
        f'<!doctype html>\n<html lang="{escape(words.language)}" dir="{direction}">\n<head>\n'
        '<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="robots" content="noindex">\n'
        f"<title>{escape(title)}</title>\n<style>{STYLE}</style>\n</head>\n"
        f"<body>\n<main>\n{body}\n</main>\n</body>\n</html>\n"
    )


def _row(row: Row) -> str:
    if isinstance(row, Text):
        centre = "centre" if row.align is Align.CENTRE else ""
        return f"<p{_classes(centre, _CLASS[row.emphasis])}>{_isolated(row.text)}</p>"
    if isinstance(row, Pair):
        return _pair(row)
    if isinstance(row, Grid):
        return _table(row)
    if isinstance(row, Rule):
        return "<hr>"
    if isinstance(row, Qr):
        return _code(row)
    return _picture(row)


def _pair(row: Pair) -> str:
    indent = "indent" if row.indent else ""
    classes = _classes("pair", _CLASS[row.emphasis], indent)
    label = f"<span>{_isolated(row.label)}</span>"
    value = f'<span class="amount">{_isolated(row.value)}</span>' if row.value else ""
    return f"<p{classes}>{label}{value}</p>"


def _table(row: Grid) -> str:
    head = "".join(
        f'<th scope="col"{_classes("amount" if at else "")}>{_isolated(text)}</th>'
        for at, text in enumerate(row.head)
    )
    body = "\n".join(
        "<tr>"
        + "".join(
            f"<td{_classes('amount' if at else '')}>{_isolated(text)}</td>"
            for at, text in enumerate(line)
        )
        + "</tr>"
        for line in row.body
    )
    return f"<table>\n<thead><tr>{head}</tr></thead>\n<tbody>\n{body}\n</tbody>\n</table>"


def _code(row: Qr) -> str:
    picture = segno.make(row.data, error="m", micro=False).svg_data_uri(scale=4, border=2)
    return f'<img class="code" alt="{escape(row.data)}" src="{escape(picture)}">'


def _picture(row: Logo) -> str:
    data = base64.b64encode(row.png).decode()
    return f'<img class="logo" alt="" src="data:image/png;base64,{data}">'


def _isolated(text: str) -> str:
    return f"<bdi>{escape(text)}</bdi>" if text else ""


def _classes(*names: str) -> str:
    joined = " ".join(name for name in names if name)
    return f' class="{joined}"' if joined else ""
