"""Lines of paper become the bytes of one print job."""

from collections.abc import Iterable
from dataclasses import replace

from tillbook.printing.escpos import code_pages, commands
from tillbook.printing.lettering import width
from tillbook.printing.paper import text_of
from tillbook.printing.types import (
    Emphasis,
    Logo,
    PaperLine,
    PaperRow,
    Printout,
    Profile,
    Qr,
    Rasteriser,
)

UNPRINTABLE = "?"
LINES_AFTER = 3


def encode(
    rows: Iterable[PaperRow], profile: Profile, rasteriser: Rasteriser, *, kick: bool = False
) -> Printout:
    """Write the rows for this printer; `kick` opens the drawer if one hangs on it.

    A line whose letters are on no code page of the printer is drawn as dots. A letter that no
    font can draw either is printed as question marks of its width and named in `missing`.
    """
    encoder = _Encoder(profile, rasteriser)
    parts = [commands.begin(profile.code_pages[0])]
    if kick and profile.kicks_drawer:
        parts.append(commands.kick())
    parts += [encoder.row(row) for row in rows]
    parts.append(commands.feed(LINES_AFTER))
    if profile.cuts:
        parts.append(commands.cut())
    return Printout(b"".join(parts), "".join(sorted(encoder.missing)))


class _Encoder:
    """Knows the printer's present code page and size, so that only changes are sent."""

    def __init__(self, profile: Profile, rasteriser: Rasteriser) -> None:
        self.profile = profile
        self.rasteriser = rasteriser
        self.page = profile.code_pages[0]
        self.emphasis = Emphasis.PLAIN
        self.missing: set[str] = set()

    def row(self, row: PaperRow) -> bytes:
        columns = self.profile.columns
        if isinstance(row, Qr):
            if self.profile.native_qr:
                return commands.centred(commands.qr(row.data) + commands.line_end())
            return commands.bitmap(self.rasteriser.qr(row.data, columns))
        if isinstance(row, Logo):
            return commands.bitmap(self.rasteriser.logo(row.png, columns))
        return self._line(row)

    def _line(self, line: PaperLine) -> bytes:
        written = self._written(line)
        if written is not None:
            return written
        pages = self.profile.code_pages
        lacking = self.rasteriser.lacks(text_of(line))
        hopeless = frozenset(
            character
            for character in lacking
            if code_pages.runs(character, pages, pages[0]) is None
        )
        self.missing |= hopeless
        written = self._written(_without(line, hopeless))
        if written is not None:
            return written
        return commands.bitmap(self.rasteriser.line(_without(line, lacking), self.profile.columns))

    def _written(self, line: PaperLine) -> bytes | None:
        runs = code_pages.runs(text_of(line), self.profile.code_pages, self.page)
        if runs is None:
            return None
        sent = b""
        if line.emphasis is not self.emphasis:
            self.emphasis = line.emphasis
            sent += commands.emphasis(line.emphasis)
        for page, letters in runs:
            if page != self.page:
                self.page = page
                sent += commands.code_page(page)
            sent += letters
        return sent + commands.line_end()


def _without(line: PaperLine, characters: frozenset[str]) -> PaperLine:
    """Put question marks of the same width in the place of some characters."""
    stand_ins = {ord(character): UNPRINTABLE * width(character) for character in characters}
    cells = tuple(replace(cell, text=cell.text.translate(stand_ins)) for cell in line.cells)
    return replace(line, cells=cells)
