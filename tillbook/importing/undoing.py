"""Taking an import back: everything as it was, except what people have touched since."""

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from tillbook.catalog import operations as catalog
from tillbook.catalog import queries as catalog_queries
from tillbook.catalog.types import Item
from tillbook.importing import queries
from tillbook.importing.refusals import NoSuchImport, NotApplied, UndoTooLate
from tillbook.importing.types import AppliedFacts, BatchFacts, State
from tillbook.kernel import audit, sets
from tillbook.kernel.actors import Actor
from tillbook.kernel.refusals import Refusal
from tillbook.kernel.work import in_transaction
from tillbook.ledger import types as accounts
from tillbook.org import queries as org
from tillbook.org import rules as clock
from tillbook.stock import operations as stock
from tillbook.stock import queries as stock_queries
from tillbook.stock.types import OPENING_UNDONE, Move

UNDO_DAYS = 30


@in_transaction
def undo(batch: UUID, *, by: Actor, at: datetime) -> BatchFacts:
    """Put back what an import changed and archive what it made, with its opening stock.

    What was changed, sold or counted since stays and is listed in `kept` with the reason.
    Raises NotApplied, or UndoTooLate after 30 days.
    """
    facts = queries.batch(batch)
    if facts is None:
        raise NoSuchImport
    if facts.applied_at is not None and at - facts.applied_at > timedelta(days=UNDO_DAYS):
        raise UndoTooLate(UNDO_DAYS)
    _claim(batch, by=by, at=at)
    catalog.hold()
    rows = queries.applied_by(batch)
    stored = catalog_queries.items(row.item for row in rows)
    kept = {row.item: code for row in rows if (code := _touched(row, stored[row.item]))}
    kept |= _moved([row for row in rows if row.item not in kept])
    back = {
        row.item: replace(row.before or stored[row.item], archived=_was_archived(row))
        for row in rows
        if row.item not in kept
    }
    kept |= _save_what_fits(back, by=by, at=at)
    undone = [row for row in rows if row.item not in kept]
    _take_back_stock(batch, undone, by=by, at=at)
    _archive_what_was_made(facts, by=by, at=at)
    told = [
        {"row": row.row, "name": row.name, "code": kept[row.item]}
        for row in rows
        if row.item in kept
    ]
    sets.execute(
        "UPDATE importing_batch SET kept = %s::jsonb WHERE id = %s", [json.dumps(told), batch]
    )
    audit.record(
        "importing.undone",
        facts.file_name,
        by=by,
        at=at,
        facts={"batch": batch, "undone": len(undone), "kept": len(told)},
    )
    return queries.batch(batch) or facts


def _claim(batch: UUID, *, by: Actor, at: datetime) -> None:
    """Take the batch from APPLIED to UNDONE, once, whoever else tries at the same moment."""
    moved = sets.execute(
        """
        UPDATE importing_batch SET state = %s, undone_at = %s, undone_by = %s
         WHERE id = %s AND state = %s RETURNING id
        """,
        [State.UNDONE.value, at, by.id, batch, State.APPLIED.value],
    )
    if not moved:
        raise NotApplied


def _touched(row: AppliedFacts, stored: Item) -> str:
    """Say whether an item is not any more what the import made of it.

    Another import that was taken back leaves new versions and archived variants, but no change.
    """
    same = row.after is not None and _essence(row.after) == _essence(stored)
    return "" if same else "importing.changed_since"


def _essence(item: Item) -> Item:
    living = tuple(variant for variant in item.variants if not variant.archived)
    return replace(item, variants=living, version=0)


def _was_archived(row: AppliedFacts) -> bool:
    """Say whether an item was off the shelves before the import; one it made did not exist."""
    return row.before.archived if row.before else True


def _moved(rows: Sequence[AppliedFacts]) -> dict[UUID, str]:
    """Say which items have another stock than the import gave them."""
    expected = {
        (variant, place): (row.item, quantity_milli)
        for row in rows
        for variant, place, quantity_milli in row.openings
    }
    variants = [variant for variant, _ in expected]
    if not variants:
        return {}
    places = len(org.locations(archived=True))
    page = stock_queries.levels(variants=variants, limit=len(variants) * places + 1)
    found = {(each["variant"], each["location"]): each["on_hand_milli"] for each in page["data"]}
    return {
        item: "importing.stock_moved_since"
        for key, (item, quantity_milli) in expected.items()
        if found.get(key) != quantity_milli
    }


def _save_what_fits(back: dict[UUID, Item], *, by: Actor, at: datetime) -> dict[UUID, str]:
    """Save the items as they were; those whose codes are gone by now stay, and are named."""
    waiting = list(back.values())
    kept: dict[UUID, str] = {}
    while waiting:
        try:
            catalog.save_items(waiting, by=by, at=at)
        except Refusal as refused:
            if refused.code != "catalog.unfit":
                raise
            unfit = {int(error["pointer"].split("/")[1]) for error in refused.facts["errors"]}
            kept |= {waiting[place].id: "importing.code_taken_since" for place in unfit}
            waiting = [item for place, item in enumerate(waiting) if place not in unfit]
        else:
            break
    return kept


def _take_back_stock(batch: UUID, rows: Sequence[AppliedFacts], *, by: Actor, at: datetime) -> None:
    openings = [opening for row in rows for opening in row.openings]
    places = org.locations_by_id({place for _, place, _ in openings})
    moves = [
        Move(
            place=place,
            variant=variant,
            quantity_milli=-quantity_milli,
            source=batch,
            purpose=OPENING_UNDONE,
            line=str(line),
            moved_at=at,
            business_date=clock.business_date(
                at, places[place].time_zone, places[place].day_cutoff
            ),
            by=by.id,
        )
        for line, (variant, place, quantity_milli) in enumerate(openings)
    ]
    stock.adjust(moves, account_role=accounts.OPENING_BALANCE)


def _archive_what_was_made(facts: BatchFacts, *, by: Actor, at: datetime) -> None:
    """Archive the taxes and categories of the import that nothing living uses any more."""
    categories_used, taxes_used = catalog_queries.in_use()
    idle = [
        tax
        for tax in catalog_queries.taxes(_ids(facts.made["taxes"]))
        if tax.id not in taxes_used and not tax.archived
    ]
    catalog.save_taxes([replace(tax, archived=True) for tax in idle], by=by, at=at)
    made = _ids(facts.made["categories"])
    tree = {category.id: category for category in catalog_queries.categories()}
    emptied = []
    for key in reversed(made):
        has_children = any(each.parent == key and not each.archived for each in tree.values())
        if key in tree and not has_children and key not in categories_used:
            tree[key] = replace(tree[key], archived=True)
            emptied.append(tree[key])
    catalog.save_categories(emptied, by=by, at=at)


def _ids(texts: Sequence[Any]) -> list[UUID]:
    return [UUID(text) for text in texts]
