"""A reader of ESC/POS that shares nothing with the writer: it was written from the command
tables of printer manuals and knows only what may stand in a receipt. Anything else raises."""

from dataclasses import dataclass

CODECS = {0: "cp437", 2: "cp850", 14: "cp737", 16: "cp1252", 17: "cp866", 18: "cp852", 19: "cp858"}

# command -> how many parameter bytes follow it
FIXED = {
    b"\x1b@": 0,  # reset
    b"\x1c.": 0,  # leave double-byte mode
    b"\x1bR": 1,  # national characters
    b"\x1bt": 1,  # code page
    b"\x1bE": 1,  # bold
    b"\x1d!": 1,  # size
    b"\x1ba": 1,  # alignment
    b"\x1bd": 1,  # feed
    b"\x1dV": 2,  # cut
    b"\x1bp": 3,  # drawer
}


@dataclass
class Token:
    name: bytes
    body: bytes = b""


class UnknownByteError(Exception):
    pass


def tokens(stream):
    at = 0
    while at < len(stream):
        byte = stream[at]
        if byte == 0x0A:
            yield Token(b"\n")
            at += 1
        elif byte in (0x1B, 0x1C, 0x1D):
            head = stream[at : at + 2]
            if head in FIXED:
                length = FIXED[head]
                start = at + 2
            elif head == b"\x1d(":
                length = int.from_bytes(stream[at + 3 : at + 5], "little")
                head, start = stream[at : at + 3], at + 5
            elif stream[at : at + 3] == b"\x1dv0":
                wide = int.from_bytes(stream[at + 4 : at + 6], "little")
                high = int.from_bytes(stream[at + 6 : at + 8], "little")
                head, start, length = stream[at : at + 3], at + 8, wide * high
            else:
                raise UnknownByteError(stream[at : at + 4])
            yield Token(bytes(head), stream[start : start + length])
            assert start + length <= len(stream), "a command was cut short"
            at = start + length
        elif byte < 0x20 or byte == 0x7F:
            raise UnknownByteError(bytes([byte]))
        else:
            end = at
            while end < len(stream) and stream[end] >= 0x20 and stream[end] != 0x7F:
                end += 1
            yield Token(b"text", stream[at:end])
            at = end


def read(stream):
    """Give (lines as a printer would show them, commands). A drawn line is None."""
    codec, lines, current, commands = "cp437", [], "", []
    for token in tokens(stream):
        if token.name == b"text":
            current += token.body.decode(codec)
            continue
        commands.append(token)
        if token.name == b"\n":
            lines.append(current)
            current = ""
        elif token.name == b"\x1bt":
            codec = CODECS[token.body[0]]
        elif token.name == b"\x1dv0":
            lines.append(None)
    assert not current, "text without a line end is never printed"
    return lines, commands
