"""Text, QR codes and pictures drawn as dots, for what a printer has no letters for."""

import io
from collections.abc import Iterable, Sequence
from functools import lru_cache
from pathlib import Path

import segno
from PIL import Image, ImageDraw, ImageFont, features

from tillbook.printing.lettering import clusters
from tillbook.printing.paper import columns_of
from tillbook.printing.types import Align, Bitmap, Cell, Emphasis, PaperLine

DOTS_PER_COLUMN = 12
LINE_DOTS = 30
LETTER_DOTS = 22
QR_DOTS = 5
TALLEST_LOGO = 384
LARGEST_LOGO = 4_000_000
"""Dots of a picture; a larger one is no logo and may be a trap for the memory."""

FONT_FOLDERS = (
    Path("/usr/share/fonts"),
    Path("/usr/local/share/fonts"),
    Path.home() / ".local/share/fonts",
    Path("/System/Library/Fonts"),
    Path("/Library/Fonts"),
    Path("C:/Windows/Fonts"),
)
PREFERRED = (
    "DejaVuSans.",
    "NotoSans-Regular.",
    "Arial.",
    "NotoSansThai-Regular.",
    "NotoSansThaiLooped-Regular.",
    "Loma.",
    "NotoSansArabic-Regular.",
    "NotoSansHebrew-Regular.",
    "NotoSansCJK-Regular.",
    "NotoSansDevanagari-Regular.",
)
"""Plain sans faces first; they make even lines. After them any font that has the letters."""


MOST_FONTS = 150
"""Asked for a rare letter, a machine with thousands of fonts would open them all."""


def font_files(folders: Iterable[Path] = FONT_FOLDERS) -> tuple[Path, ...]:
    """Find the fonts of this machine, the preferred ones first. Nothing is downloaded."""
    found = {
        path
        for folder in folders
        if folder.is_dir()
        for path in folder.rglob("*")
        if path.suffix.lower() in {".ttf", ".otf", ".ttc"}
    }
    ordered = sorted(found, key=lambda path: (_preference(path), path.name, str(path)))
    return tuple(ordered[:MOST_FONTS])


@lru_cache(maxsize=1)
def drawing_here() -> "Drawing":
    """Give the drawing with the fonts of this machine; they are looked for once."""
    return Drawing(font_files())


def _preference(path: Path) -> tuple[int, int]:
    for rank, name in enumerate(PREFERRED):
        if path.name.startswith(name):
            return rank, 0
    return len(PREFERRED), 0 if "Regular" in path.name else 1


class Drawing:
    """Draws with the fonts it is given; keeps those it has opened.

    Arabic, Hebrew, Thai and Indic scripts are shaped by HarfBuzz when Pillow has it (its wheels
    have, with the system's FriBiDi); without it letters are put side by side.
    """

    def __init__(self, fonts: Sequence[Path]) -> None:
        self._fonts = tuple(fonts)
        self._has = lru_cache(maxsize=20_000)(self._has_uncached)
        self._at = lru_cache(maxsize=64)(self._at_uncached)
        self._layout = ImageFont.Layout.RAQM if features.check("raqm") else ImageFont.Layout.BASIC

    def lacks(self, text: str) -> frozenset[str]:
        """Say which characters of the text no font can draw."""
        return frozenset(character for character in set(text) if self._font_for(character) is None)

    def line(self, line: PaperLine, columns: int) -> Bitmap:
        """Draw a line of characters, its cells where the columns are."""
        large = 2 if line.emphasis is Emphasis.LARGE else 1
        column = DOTS_PER_COLUMN * columns // columns_of(line, columns)
        pieces = [self._pieces(cell.text, LETTER_DOTS * large) for cell in line.cells]
        metrics = [font.getmetrics() for piece in pieces for font, _ in piece]
        above = max((ascent for ascent, _ in metrics), default=LETTER_DOTS)
        below = max((descent for _, descent in metrics), default=0)
        height = max(LINE_DOTS * large, above + below)
        paper = Image.new("1", (columns * DOTS_PER_COLUMN, height), 0)
        bold = line.emphasis is not Emphasis.PLAIN
        for cell, piece in zip(line.cells, pieces, strict=True):
            drawn = _drawn(piece, height, above + (height - above - below) // 2, bold=bold)
            _place(paper, drawn, cell, column)
        return _bitmap(paper)

    def qr(self, data: str, columns: int) -> Bitmap:
        """Draw a QR code in the middle of the paper."""
        picture = io.BytesIO()
        segno.make(data, error="m", micro=False).save(picture, kind="png", scale=QR_DOTS, border=4)
        image = Image.open(picture).convert("L").point(lambda dot: 255 - dot).convert("1")
        return _bitmap(_centred(image, columns))

    def logo(self, png: bytes, columns: int) -> Bitmap:
        """Draw a picture in black and white dots, no wider than the paper."""
        return _bitmap(_centred(_logo(png, columns * DOTS_PER_COLUMN), columns))

    def _pieces(self, text: str, size: int) -> list[tuple[ImageFont.FreeTypeFont, str]]:
        """Split a text by font; one font for all of it if there is one, so that bidi works."""
        whole = self._font_for(text)
        if whole is not None:
            return [(self._at(whole, size), text)]
        pieces: list[tuple[ImageFont.FreeTypeFont, str]] = []
        for cluster in clusters(text):
            path = self._font_for(cluster) or self._fonts[0]
            font = self._at(path, size)
            if pieces and pieces[-1][0] is font:
                pieces[-1] = (font, pieces[-1][1] + cluster)
            else:
                pieces.append((font, cluster))
        return pieces

    def _font_for(self, text: str) -> Path | None:
        wanted = set(text)
        return next(
            (path for path in self._fonts if all(self._has(path, each) for each in wanted)), None
        )

    def _has_uncached(self, path: Path, character: str) -> bool:
        """Ask whether the font draws something else than for a letter that nobody has."""
        try:
            font = self._at(path, LETTER_DOTS, ImageFont.Layout.BASIC)
        except OSError:  # a broken font has no letters
            return False
        return _shape(font, character) != _shape(font, "\U0010ffff")

    def _at_uncached(
        self, path: Path, size: int, layout: ImageFont.Layout | None = None
    ) -> ImageFont.FreeTypeFont:
        return ImageFont.truetype(path, size, layout_engine=layout or self._layout)


def _shape(font: ImageFont.FreeTypeFont, character: str) -> tuple[tuple[int, int], bytes, float]:
    mask = font.getmask(character, mode="1")
    return mask.size, bytes(mask), font.getlength(character)


def _drawn(
    pieces: list[tuple[ImageFont.FreeTypeFont, str]], height: int, baseline: int, *, bold: bool
) -> Image.Image:
    lengths = [round(font.getlength(text)) + 1 for font, text in pieces]
    image = Image.new("1", (max(sum(lengths) + 1, 1), height), 0)
    pen = ImageDraw.Draw(image)
    left = 0
    for (font, text), length in zip(pieces, lengths, strict=True):
        for shift in (0, 1) if bold else (0,):
            pen.text((left + shift, baseline), text, fill=1, font=font, anchor="ls")
        left += length
    return image


def _place(paper: Image.Image, drawn: Image.Image, cell: Cell, column: int) -> None:
    room = cell.width * column
    if drawn.width > room:
        drawn = drawn.resize((room, drawn.height))
    free = room - drawn.width
    lead = {Align.START: 0, Align.CENTRE: free // 2, Align.END: free}[cell.align]
    paper.paste(drawn, (cell.start * column + lead, 0))


def _logo(png: bytes, widest: int) -> Image.Image:
    with Image.open(io.BytesIO(png), formats=["PNG"]) as image:
        if image.width * image.height > LARGEST_LOGO:
            return Image.new("1", (8, 8), 0)
        flat = Image.new("RGBA", image.size, "white")
        flat.alpha_composite(image.convert("RGBA"))
    grey = flat.convert("L")
    grey.thumbnail((widest, TALLEST_LOGO))
    return grey.point(lambda dot: 255 - dot).convert("1")


def _centred(image: Image.Image, columns: int) -> Image.Image:
    paper = Image.new("1", (columns * DOTS_PER_COLUMN, image.height), 0)
    paper.paste(image, ((paper.width - image.width) // 2, 0))
    return paper


def _bitmap(image: Image.Image) -> Bitmap:
    """Pack dots: set bits are black on paper, as Pillow packs set dots of this image."""
    return Bitmap((image.width + 7) // 8, image.height, image.tobytes())
