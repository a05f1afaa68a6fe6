"""The register's chain: each document names the hash of the one before it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from tillbook.kernel.attention import Finding
from tillbook.org import rules as org
from tillbook.org.types import RegisterFacts
from tillbook.sync import wire
from tillbook.sync.reading import Arrived

Place = tuple[UUID, int, int]
"""Register, epoch, position."""


@dataclass(frozen=True, slots=True)
class Link:
    """A stored document's place in the chain."""

    hash: str
    previous_hash: str


def place_of(document: wire.Document) -> Place:
    """Give the place that a chained document claims."""
    assert document.epoch is not None
    assert document.position is not None
    return (document.register, document.epoch, document.position)


def chain_findings(
    arrived: Iterable[Arrived],
    *,
    links: Mapping[Place, Link],
    registers: Mapping[UUID, RegisterFacts],
) -> list[Finding]:
    """Name documents whose hash, neighbours or number do not fit.

    `links` holds what is stored at the places before and after each of them.
    """
    findings = []
    for each in arrived:
        if not each.chained:
            continue
        document = each.document
        register = registers[document.register]
        if document.hash != each.hash:
            findings.append(_finding(each, register, "sync.hash_differs", _HASH))
        if not _fits_between(each, links):
            findings.append(_finding(each, register, "sync.chain_broken", _CHAIN))
        expected = org.number(
            register.code, document.epoch or 0, wire.LETTERS[document.kind], document.sequence or 0
        )
        if document.number != expected:
            findings.append(
                _finding(each, register, "sync.number_differs", _NUMBER, expected=expected)
            )
    return findings


def _fits_between(each: Arrived, links: Mapping[Place, Link]) -> bool:
    register, epoch, position = place_of(each.document)
    before = links.get((register, epoch, position - 1))
    after = links.get((register, epoch, position + 1))
    previous = before.hash if before else None
    if position == 1:
        previous = org.chain_start(register, epoch)
    fits_before = previous is None or each.document.previous_hash == previous
    return fits_before and (after is None or after.previous_hash == each.hash)


def _finding(
    each: Arrived, register: RegisterFacts, code: str, message: str, **facts: str
) -> Finding:
    return Finding(
        code=code,
        source=each.document.id,
        location=register.location,
        message=message,
        facts={"number": each.document.number, "register": register.code, **facts},
    )


def waves(arrived: Iterable[Arrived]) -> list[list[Arrived]]:
    """Put sales and returns in an order to post them: a receipt before its returns.

    Two returns of one receipt are never in one wave, since the second must see the first.
    """
    listed: list[list[Arrived]] = []
    depth: dict[UUID, int] = {}
    for each in arrived:
        document = each.document
        assert isinstance(document, wire.Sale)
        wave = 0
        if document.of is not None:
            wave = depth[document.of] = depth.get(document.of, 0) + 1
        while len(listed) <= wave:
            listed.append([])
        listed[wave].append(each)
    return [wave for wave in listed if wave]


def missing_ranges(positions: Iterable[int], claimed: int) -> list[tuple[int, int]]:
    """List the gaps from 1 to `claimed` that the sorted positions leave open, both ends inside."""
    gaps = []
    expected = 1
    for position in positions:
        if position > claimed:
            break
        if position > expected:
            gaps.append((expected, position - 1))
        expected = position + 1
    if expected <= claimed:
        gaps.append((expected, claimed))
    return gaps


_HASH = "The document's hash is not the hash of its content: something changed it on its way."
_CHAIN = "The document does not follow the one before it in its register's chain."
_NUMBER = "The document's number is not the one its register, epoch and sequence make."
