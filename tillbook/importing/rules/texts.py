"""Texts of old systems made plain."""

import re
import unicodedata
from html.parser import HTMLParser

_BREAKS = frozenset(
    {"p", "br", "div", "li", "ul", "ol", "tr", "table", "h1", "h2", "h3", "h4", "h5", "h6", "hr"}
)
_HIDDEN = frozenset({"script", "style"})


class _Plain(HTMLParser):
    """Collects the words of a page and drops everything that is not text."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self.hidden = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Break the line where a page does."""
        del attrs
        self.hidden += tag in _HIDDEN
        if tag in _BREAKS:
            self.parts.append("\n")

    def handle_endtag(self, tag: str) -> None:
        """Break the line where a page does."""
        self.hidden -= tag in _HIDDEN and self.hidden > 0
        if tag in _BREAKS:
            self.parts.append("\n")

    def handle_data(self, data: str) -> None:
        """Keep the words."""
        if not self.hidden:
            self.parts.append(data)


def plain(text: str) -> str:
    """Give the words of a description that may be HTML: no tags, no control characters."""
    text = text.replace("\\n", "\n") if "\\n" in text and "\n" not in text else text
    if "<" in text or "&" in text:
        reader = _Plain()
        reader.feed(text)
        reader.close()
        text = "".join(reader.parts)
    text = "".join(
        letter for letter in text if letter in "\n\t" or unicodedata.category(letter) != "Cc"
    )
    lines = (re.sub(r"[ \t\u00a0]+", " ", line).strip() for line in text.splitlines())
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def code_of(*words: str) -> str:
    """Make a SKU of names, such as `varsity-top-small`: letters and digits of any script."""
    parts = (
        re.sub(r"[^\w]+", "-", unicodedata.normalize("NFKC", word).casefold()).strip("-_")
        for word in words
    )
    return "-".join(part for part in parts if part)[:90]
