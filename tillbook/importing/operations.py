"""Bringing a file in, in two steps, and taking it back.

Reading writes nothing but the file and what it would do. Bringing in does exactly that, or
refuses when the shop has changed since.
"""

import hashlib
import json
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from tillbook.catalog import operations as catalog
from tillbook.catalog import queries as catalog_queries
from tillbook.importing import profiles, queries
from tillbook.importing.refusals import (
    AlreadyApplied,
    CatalogueChanged,
    FileUnreadable,
    NoSuchImport,
)
from tillbook.importing.rules.memory import item_to_json, outcome_of
from tillbook.importing.rules.plans import UNCHANGED, Plan, Planned, Shop, codes_of, plan
from tillbook.importing.types import BatchFacts, Reading, State, Terms, Unreadable
from tillbook.kernel import audit, sets
from tillbook.kernel.actors import Actor
from tillbook.kernel.ids import new_id
from tillbook.kernel.money import minor_digits
from tillbook.kernel.work import in_transaction
from tillbook.ledger import types as accounts
from tillbook.org import queries as org
from tillbook.org import rules as clock
from tillbook.stock import operations as stock
from tillbook.stock.types import OPENING, Move


@in_transaction
def check_file(
    raw: bytes,
    *,
    file_name: str,
    by: Actor,
    at: datetime,
    profile: str = "",
    location: UUID | None = None,
) -> BatchFacts:
    """Read a file and say what bringing it in would do; nothing else is changed.

    `location` takes the stock of files that name no place of ours. Raises FileUnreadable.
    """
    reading = _read(raw, profile, at.date())
    planned, outcome = _plan(reading, location, by)
    del planned
    key = new_id()
    sets.execute(
        """
        INSERT INTO importing_batch (id, profile, file_name, sha256, raw, location, read_on,
                                     outcome, state, checked_at, checked_by, made, kept)
        VALUES (%s, %s, %s, %s, %s, %s, %s, %s::jsonb, %s, %s, %s, '{}', '[]')
        """,
        [
            key,
            reading.profile,
            file_name[-200:].replace("\0", ""),
            hashlib.sha256(raw).hexdigest(),
            raw,
            location,
            at.date(),
            json.dumps(outcome),
            State.CHECKED.value,
            at,
            by.id,
        ],
    )
    return _stored(key)


@in_transaction
def apply(batch: UUID, *, by: Actor, at: datetime) -> BatchFacts:
    """Do what the check of a file promised: items, categories, taxes and opening stock.

    All of it or nothing. Raises AlreadyApplied for a second try, and CatalogueChanged when it
    would not do exactly what was promised any more.
    """
    _claim(batch, by=by, at=at)
    catalog.hold()
    promised = _stored(batch)
    reading = _read(queries.raw_of(batch), promised.profile, promised.read_on)
    planned, outcome = _plan(reading, promised.location, by)
    if json.loads(json.dumps(outcome)) != promised.outcome:
        raise CatalogueChanged
    catalog.save_taxes(planned.taxes, by=by, at=at)
    catalog.save_categories(planned.categories, by=by, at=at)
    written = [each for each in planned.items if each.kind != UNCHANGED]
    catalog.save_items([each.after for each in written], by=by, at=at)
    _open_stock(batch, written, by=by, at=at)
    _remember(batch, reading.profile, planned)
    audit.record(
        "importing.applied",
        promised.file_name,
        by=by,
        at=at,
        facts={"batch": batch, **promised.outcome["counts"]},
    )
    return _stored(batch)


def _read(raw: bytes, profile: str, today: date) -> Reading:
    terms = Terms(minor_digits(org.business().currency), today)
    try:
        return profiles.read(raw, terms, profile=profile)
    except Unreadable as unreadable:
        raise FileUnreadable.because(unreadable.code, unreadable.facts) from unreadable


def _plan(reading: Reading, location: UUID | None, by: Actor) -> tuple[Plan, dict[str, Any]]:
    """Lay the file over the shop as it is now; the outcome is the plan in words of the wire."""
    skus, barcodes = codes_of(reading)
    of_skus, of_barcodes = catalog_queries.holders_of(skus=skus, barcodes=barcodes)
    references = queries.references(reading.profile, (_key(item.key) for item in reading.items))
    items = catalog_queries.items({*references.values(), *of_skus.values(), *of_barcodes.values()})
    taxes, categories = catalog_queries.taxes(), catalog_queries.categories()
    places = [place for place in org.locations() if by.may_at(place.id)]
    names = {place.name.casefold(): place.id for place in places}
    names |= {place.code.casefold(): place.id for place in places}
    only = location or (places[0].id if len(places) == 1 else None)
    living = [tax for tax in taxes if not tax.archived]
    shop = Shop(
        items=items,
        references={
            item.key: references[_key(item.key)]
            for item in reading.items
            if _key(item.key) in references
        },
        skus=of_skus,
        barcodes=of_barcodes,
        taxes=taxes,
        categories=categories,
        places=names,
        only_place=only if only in {place.id for place in places} else None,
        inclusive=living[0].inclusive if living else True,
    )
    planned = plan(reading, shop, make_id=new_id)
    return planned, outcome_of(reading, planned, taxes, categories)


def _claim(batch: UUID, *, by: Actor, at: datetime) -> None:
    """Take the batch from CHECKED to APPLIED, once, whoever else tries at the same moment."""
    moved = sets.execute(
        """
        UPDATE importing_batch SET state = %s, applied_at = %s, applied_by = %s
         WHERE id = %s AND state = %s RETURNING id
        """,
        [State.APPLIED.value, at, by.id, batch, State.CHECKED.value],
    )
    if not moved:
        _stored(batch)
        raise AlreadyApplied


def _open_stock(batch: UUID, written: Sequence[Planned], *, by: Actor, at: datetime) -> None:
    """Record what new variants begin with, against the opening balance."""
    openings = [opening for each in written for opening in each.openings]
    places = org.locations_by_id({opening.place for opening in openings})
    days = {
        key: clock.business_date(at, place.time_zone, place.day_cutoff)
        for key, place in places.items()
    }
    moves = [
        Move(
            place=opening.place,
            variant=opening.variant,
            quantity_milli=opening.quantity_milli,
            source=batch,
            purpose=OPENING,
            line=str(at_),
            moved_at=at,
            business_date=days[opening.place],
            by=by.id,
            value=_worth(opening.cost, opening.quantity_milli),
        )
        for at_, opening in enumerate(openings)
    ]
    stock.adjust(moves, account_role=accounts.OPENING_BALANCE)


def _worth(cost: int | None, quantity_milli: int) -> int | None:
    """Value goods that come in at their cost, rounded half away from zero; none when unknown."""
    if cost is None or quantity_milli <= 0:
        return None
    return (cost * quantity_milli * 2 + 1000) // 2000


def _remember(batch: UUID, profile: str, planned: Plan) -> None:
    """Keep how each written item was before, and what the old system calls every item."""
    sets.insert(
        "importing_applied",
        {
            "batch_id": "uuid",
            "item": "uuid",
            "row": "int",
            "name": "text",
            "before": "jsonb",
            "after": "jsonb",
            "openings": "jsonb",
        },
        [
            (
                batch,
                each.after.id,
                each.imported.rows[0],
                each.after.name,
                json.dumps(item_to_json(each.before)) if each.before else None,
                json.dumps(item_to_json(each.after)),
                json.dumps(
                    [(str(o.variant), str(o.place), o.quantity_milli) for o in each.openings]
                ),
            )
            for each in planned.items
            if each.kind != UNCHANGED
        ],
    )
    sets.insert(
        "importing_reference",
        {"profile": "text", "key": "text", "item": "uuid"},
        [(profile, _key(each.imported.key), each.after.id) for each in planned.items],
        tail="ON CONFLICT (business_id, profile, key) DO UPDATE SET item = EXCLUDED.item",
    )
    made = {
        "taxes": [str(tax.id) for tax in planned.taxes],
        "categories": [str(category.id) for category in planned.categories],
    }
    sets.execute(
        "UPDATE importing_batch SET made = %s::jsonb WHERE id = %s", [json.dumps(made), batch]
    )


def _key(key: str) -> str:
    """Give a key that fits its column: an old system's keys may be any length."""
    return key if len(key) <= 300 else hashlib.sha256(key.encode()).hexdigest()


def _stored(batch: UUID) -> BatchFacts:
    found = queries.batch(batch)
    if found is None:
        raise NoSuchImport
    return found
