"""Intake: one answer for each finished document, inside one transaction.

The journal's unique id is the lock: who inserts a document's row first posts it; a twin that
comes at the same time waits for that row and then finds it there. No business check comes before.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from tillbook.kernel import attention, sets
from tillbook.kernel.actors import Actor
from tillbook.kernel.attention import Finding
from tillbook.kernel.crash import crash_at
from tillbook.kernel.work import in_transaction
from tillbook.org import queries as org
from tillbook.org.types import RegisterFacts
from tillbook.sync import dispatch, quarantine, rules, wire
from tillbook.sync.dispatch import Complete
from tillbook.sync.reading import Arrived, Unreadable

CREATED = "created"
EXISTS = "exists"
DIFFERS = "exists_with_different_content"
REFUSED = "refused:"

_JOURNAL = {
    "id": "uuid",
    "kind": "text",
    "register_id": "uuid",
    "epoch": "integer",
    "position": "integer",
    "number": "text",
    "hash": "text",
    "previous_hash": "text",
    "state": "text",
    "content": "text",
    "received_at": "timestamptz",
    "sender": "uuid",
}

_NEIGHBOURS = """
SELECT stored.register_id, stored.epoch, stored.position, stored.hash, stored.previous_hash
  FROM unnest(%b::uuid[], %b::integer[], %b::integer[]) AS place (register, epoch, position)
  JOIN sync_document AS stored
    ON stored.business_id = (SELECT tillbook_business())
   AND stored.register_id = place.register
   AND stored.epoch = place.epoch
   AND stored.position = place.position
"""

_NUMBER = """
UPDATE sync_document AS stored SET number = given.number
  FROM unnest(%b::uuid[], %b::text[]) AS given (id, number)
 WHERE stored.id = given.id
"""


@dataclass(frozen=True, slots=True)
class Sent:
    """A document as it was read, and who sent it."""

    by: Actor
    document: Arrived | Unreadable


@dataclass(slots=True)
class Answer:
    """What became of one document. `exceptions` are the codes filed for a person."""

    id: UUID | None
    result: str
    number: str | None = None
    exceptions: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Claim:
    """The documents of a batch that are new here, and what is odd about their chain."""

    fresh: list[Arrived]
    findings: list[Finding]


@in_transaction
def receive(sent: Sequence[Sent], *, at: datetime, post: bool = True) -> list[Answer]:
    """Take documents of one business in and post the new ones; one answer each, in their order.

    With `post` False new documents are only kept, for `post_received` to post later. Raises what
    posting raises when a document cannot be posted for a reason nobody foresaw.
    """
    readable: dict[UUID, Arrived] = {}
    senders: dict[UUID, Actor] = {}
    for each in sent:
        if isinstance(each.document, Arrived):
            readable.setdefault(each.document.document.id, each.document)
            senders.setdefault(each.document.document.id, each.by)
    registers = org.registers_by_id({each.document.register for each in readable.values()})
    known = {
        key: each
        for key, each in readable.items()
        if _may_send(senders[key], registers.get(each.document.register))
    }
    state = "POSTED" if post else "RECEIVED"
    claim = _claim(list(known.values()), registers, senders, state=state, at=at)
    crash_at("sync.claimed")
    findings = [*claim.findings, *_about_senders(claim.fresh, registers, senders)]
    attention.raise_all(findings, at=at)
    complete = dispatch.complete(claim.fresh, registers, senders) if post else []
    write_numbers(complete)
    findings += dispatch.post(complete, at=at)
    crash_at("sync.posted")
    answers = _answers([each.document for each in sent], known, [*claim.fresh, *complete], findings)
    quarantine.keep(
        [(kept, each.by.id) for each, (_, kept) in zip(sent, answers, strict=True) if kept], at=at
    )
    crash_at("sync.answered")
    return [answer for answer, _ in answers]


def _may_send(by: Actor, register: RegisterFacts | None) -> bool:
    """Say whether a sender may send a register's documents.

    A key limited to some locations may for theirs. A till is not limited: what it made at its
    former register is still a fact.
    """
    return register is not None and (by.kind == "device" or by.may_at(register.location))


def _claim(
    arrived: Sequence[Arrived],
    registers: Mapping[UUID, RegisterFacts],
    senders: Mapping[UUID, Actor],
    *,
    state: str,
    at: datetime,
) -> _Claim:
    inserted = _insert(arrived, senders, state=state, at=at)
    fresh = [each for each in arrived if each.document.id in inserted]
    findings: list[Finding] = []
    left = [each for each in arrived if each.chained and each.document.id not in inserted]
    if left:
        stored = _stored([each.document.id for each in left])
        displaced = [each for each in left if each.document.id not in stored]
        inserted = _insert(displaced, senders, state=state, at=at, displaced=True)
        displaced = [each for each in displaced if each.document.id in inserted]
        fresh += displaced
        findings += [_displaced(each, registers) for each in displaced]
    chained = [each for each in fresh if each.chained]
    if chained:
        links = _links(rules.place_of(each.document) for each in chained)
        findings += rules.chain_findings(chained, links=links, registers=registers)
    return _Claim(fresh, findings)


def _insert(
    arrived: Sequence[Arrived],
    senders: Mapping[UUID, Actor],
    *,
    state: str,
    at: datetime,
    displaced: bool = False,
) -> set[UUID]:
    rows = [
        (
            each.document.id,
            each.document.kind,
            each.document.register,
            each.document.epoch or 0,
            None if displaced else each.document.position,
            each.document.number or "",
            each.hash,
            each.document.previous_hash or "",
            state,
            None if state == "POSTED" and isinstance(each.document, wire.Sale) else each.content,
            at,
            senders[each.document.id].id,
        )
        for each in sorted(arrived, key=lambda each: each.document.id)
    ]
    tail = "ON CONFLICT DO NOTHING RETURNING id"
    return {row[0] for row in sets.insert("sync_document", _JOURNAL, rows, tail=tail)}


def _links(places: Iterable[rules.Place]) -> dict[rules.Place, rules.Link]:
    around = [
        (register, epoch, neighbour)
        for register, epoch, position in places
        for neighbour in (position - 1, position + 1)
    ]
    rows = sets.execute(_NEIGHBOURS, [list(column) for column in zip(*around, strict=True)])
    return {(row[0], row[1], row[2]): rules.Link(row[3], row[4]) for row in rows}


def _stored(ids: Sequence[UUID]) -> dict[UUID, tuple[str, str]]:
    if not ids:
        return {}
    rows = sets.execute(
        "SELECT id, hash, number FROM sync_document WHERE id = ANY(%s)", [list(ids)]
    )
    return {row[0]: (row[1], row[2]) for row in rows}


def write_numbers(complete: Sequence[Complete]) -> None:
    """Write the numbers that the server gave into the journal."""
    numbered = [each for each in complete if not each.arrived.chained]
    if numbered:
        ids = [each.document.id for each in numbered]
        sets.execute(_NUMBER, [ids, [each.document.number for each in numbered]])


def _displaced(each: Arrived, registers: Mapping[UUID, RegisterFacts]) -> Finding:
    return Finding(
        code="sync.position_taken",
        source=each.document.id,
        location=registers[each.document.register].location,
        message="Another document stands at this place of the register's chain; both are booked.",
        facts={"number": each.document.number, "position": each.document.position},
    )


def _about_senders(
    fresh: Sequence[Arrived],
    registers: Mapping[UUID, RegisterFacts],
    senders: Mapping[UUID, Actor],
) -> list[Finding]:
    """Name documents of another register than the sending device's; keys send for any."""
    return [
        Finding(
            code="sync.foreign_register",
            source=each.document.id,
            location=registers[each.document.register].location,
            message="A till sent a document of another register; it is booked where it was made.",
            facts={"number": each.document.number, "device": str(senders[each.document.id].id)},
        )
        for each in fresh
        if senders[each.document.id].kind == "device"
        and registers[each.document.register].device != senders[each.document.id].id
    ]


def _answers(
    batch: Sequence[Arrived | Unreadable],
    known: Mapping[UUID, Arrived],
    created_now: Sequence[Arrived | Complete],
    findings: Sequence[Finding],
) -> list[tuple[Answer, Unreadable | None]]:
    """Answer each document in the order given, with what must be kept in quarantine."""
    created = {each.document.id: each.document.number for each in created_now}
    codes: dict[UUID, list[str]] = {}
    for finding in findings:
        codes.setdefault(finding.source, []).append(finding.code)
    stored = _stored([key for key in known if key not in created])
    answers: list[tuple[Answer, Unreadable | None]] = []
    for each in batch:
        if isinstance(each, Unreadable):
            answers.append((Answer(each.id, REFUSED + each.code), each))
            continue
        key = each.document.id
        if key not in known:
            unknown = quarantine.unknown_register(each)
            answers.append((Answer(key, REFUSED + unknown.code), unknown))
        elif key in created and known[key] is each:
            answers.append((Answer(key, CREATED, created[key], codes.get(key, [])), None))
        else:
            hash_, number = stored.get(key) or (known[key].hash, created[key])
            same = hash_ == each.hash
            kept = None if same else quarantine.different_content(each)
            answers.append((Answer(key, EXISTS if same else DIFFERS, number), kept))
    return answers
