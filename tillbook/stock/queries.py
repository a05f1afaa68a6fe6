"""Reads of the stock. Quantities are decimals on the wire, thousandths inside."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from tillbook.kernel import pages, sets
from tillbook.kernel.quantity import from_milli

_LEVEL = ("variant", "location", "on_hand_milli", "value", "unit_cost_micro")
_MOVE = ("id", "variant", "location", "quantity_milli", "value", "source", "purpose", "line",
         "reason", "moved_at", "business_date", "by")  # fmt: skip


@dataclass(frozen=True, slots=True)
class ChangedLevel:
    """What lies at a location by now, and the transaction that last moved it."""

    variant: UUID
    on_hand: str
    transaction: int


def levels_changed(
    *, location: UUID, transaction: int, variant: UUID, limit: int
) -> list[ChangedLevel]:
    """List levels of a location's shop floor that moved after the cursor, oldest first.

    Only what no running transaction can still change the order of is shown (kernel.changes).
    """
    rows = sets.execute(
        """
        SELECT variant_id, on_hand_milli, transaction
          FROM stock_level
         WHERE place_id = %s AND (transaction, variant_id) > (%s, %s)
           AND transaction < pg_snapshot_xmin(pg_current_snapshot())::text::bigint
         ORDER BY transaction, variant_id LIMIT %s
        """,
        [location, transaction, variant, max(limit, 0)],
    )
    return [ChangedLevel(row[0], from_milli(row[1]), row[2]) for row in rows]


def on_hand_milli(*, location: UUID, variant: UUID) -> int:
    """Say how much lies at a location's shop floor."""
    rows = sets.execute(
        "SELECT on_hand_milli FROM stock_level WHERE place_id = %s AND variant_id = %s",
        [location, variant],
    )
    return int(rows[0][0]) if rows else 0


def levels(
    *,
    variants: list[UUID] | None = None,
    location: UUID | None = None,
    locations: Collection[UUID] | None = None,
    cursor: str | None = None,
    limit: int = pages.LIMIT_DEFAULT,
) -> dict[str, Any]:
    """Page through levels: of some variants or all, at one location or all.

    `locations` limits to what the reader may see; None: everywhere.
    """
    last_variant, last_place = pages.decode(cursor, 2) if cursor else (None, None)
    rows = sets.execute(
        """
        SELECT level.variant_id, place.location_id, level.on_hand_milli, level.value,
               level.unit_cost_micro
          FROM stock_level AS level JOIN stock_place AS place ON place.id = level.place_id
         WHERE (%(variants)s::uuid[] IS NULL OR level.variant_id = ANY(%(variants)s))
           AND (%(location)s::uuid IS NULL OR place.location_id = %(location)s)
           AND (%(locations)s::uuid[] IS NULL OR place.location_id = ANY(%(locations)s))
           AND (%(variant)s::uuid IS NULL
                OR (level.variant_id, level.place_id) > (%(variant)s::uuid, %(place)s::uuid))
         ORDER BY level.variant_id, level.place_id
         LIMIT %(rows)s
        """,
        {
            "variants": variants,
            "location": location,
            "locations": None if locations is None else list(locations),
            "variant": last_variant,
            "place": last_place,
            "rows": limit + 1,
        },
    )
    shaped = [dict(zip(_LEVEL, row, strict=True)) for row in rows]
    return pages.page(shaped, limit=limit, keys=lambda row: (row["variant"], row["location"]))


def moves(
    *,
    variant: UUID | None = None,
    location: UUID | None = None,
    source: UUID | None = None,
    locations: Collection[UUID] | None = None,
    cursor: str | None = None,
    limit: int = pages.LIMIT_DEFAULT,
) -> dict[str, Any]:
    """Page through moves, newest first: of one variant, one location, one document.

    `locations` limits to what the reader may see; None: everywhere.
    """
    last = int(pages.decode(cursor, 1)[0]) if cursor else None
    rows = sets.execute(
        """
        SELECT move.id, move.variant_id, place.location_id, move.quantity_milli, move.value,
               move.source, move.purpose, move.line, move.reason, move.moved_at,
               move.business_date, move.by
          FROM stock_move AS move JOIN stock_place AS place ON place.id = move.place_id
         WHERE (%(variant)s::uuid IS NULL OR move.variant_id = %(variant)s)
           AND (%(location)s::uuid IS NULL OR place.location_id = %(location)s)
           AND (%(locations)s::uuid[] IS NULL OR place.location_id = ANY(%(locations)s))
           AND (%(source)s::uuid IS NULL OR move.source = %(source)s)
           AND (%(last)s::bigint IS NULL OR move.id < %(last)s)
         ORDER BY move.id DESC
         LIMIT %(rows)s
        """,
        {
            "variant": variant,
            "location": location,
            "locations": None if locations is None else list(locations),
            "source": source,
            "last": last,
            "rows": limit + 1,
        },
    )
    shaped = [dict(zip(_MOVE, row, strict=True)) for row in rows]
    return pages.page(shaped, limit=limit, keys=lambda row: (row["id"],))


def has_moved(variants: list[UUID]) -> set[UUID]:
    """Say which of the variants ever moved."""
    rows = sets.execute(
        "SELECT DISTINCT variant_id FROM stock_move WHERE variant_id = ANY(%s)", [variants]
    )
    return {row[0] for row in rows}
