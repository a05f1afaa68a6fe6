"""Reads of sales and returns."""

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from tillbook.kernel import pages, sets
from tillbook.kernel.quantity import from_milli
from tillbook.kernel.refusals import NotFound
from tillbook.kernel.work import in_transaction
from tillbook.sales.types import Original

_ROW = (
    "id", "number", "kind", "made_at", "business_date", "location", "register_id", "by",
    "customer", "of", "net", "tax", "total", "currency",
)  # fmt: skip


@in_transaction
def originals_locked(sales: Collection[UUID]) -> dict[UUID, Original]:
    """Read the receipts that returns take back, and hold them until the transaction ends.

    Two returns of one receipt therefore follow each other, and neither can miss what the other
    took back. Receipts that never arrived are missing from the answer. Four statements. The rows
    themselves cannot be locked: the serving role may not change them.
    """
    if not sales:
        return {}
    ids = sorted(sales)
    sets.execute(
        "SELECT pg_advisory_xact_lock(hashtextextended(id::text, 0)) FROM unnest(%s::uuid[]) AS id",
        [ids],
    )
    contents = sets.execute("SELECT id, content FROM sales_sale WHERE id = ANY(%s)", [ids])
    costs: dict[UUID, dict[str, int]] = {}
    for sale, line, cost in sets.execute(
        "SELECT sale_id, line, cost FROM sales_saleline WHERE sale_id = ANY(%s)", [ids]
    ):
        costs.setdefault(sale, {})[line] = cost
    returned = returned_milli(ids)
    originals = {}
    for sale, content in contents:
        document = json.loads(content)
        originals[sale] = Original(
            id=sale,
            cart=document["cart"],
            priced=document["priced"],
            returned_milli=returned.get(sale, {}),
            cost=costs.get(sale, {}),
        )
    return originals


def returned_milli(sales: Collection[UUID]) -> dict[UUID, dict[str, int]]:
    """Say how much of each line came back so far, by sale and line id."""
    returned: dict[UUID, dict[str, int]] = {}
    for sale, line, milli in sets.execute(
        """
        SELECT back.of, line.reverses, -sum(line.quantity_milli)::bigint
          FROM sales_sale AS back
          JOIN sales_saleline AS line ON line.sale_id = back.id
         WHERE back.of = ANY(%s) AND line.reverses <> ''
         GROUP BY back.of, line.reverses
        """,
        [list(sales)],
    ):
        returned.setdefault(sale, {})[line] = milli
    return returned


def document(sale: UUID) -> Mapping[str, Any]:
    """Give the whole document of a sale or return as it was made; raises NotFound."""
    found = contents_of([sale])
    if not found:
        raise NotFound
    whole: Mapping[str, Any] = json.loads(found[sale])
    return whole


def contents_of(sales: Collection[UUID]) -> dict[UUID, str]:
    """Give the canonical texts of documents; unknown ones are missing."""
    rows = sets.execute("SELECT id, content FROM sales_sale WHERE id = ANY(%s)", [list(sales)])
    return dict(rows)


def page_of_sales(
    *,
    since: date | None = None,
    until: date | None = None,
    location: UUID | None = None,
    locations: Collection[UUID] | None = None,
    kind: str | None = None,
    q: str = "",
    cursor: str | None = None,
    limit: int = pages.LIMIT_DEFAULT,
) -> dict[str, Any]:
    """Page through sales and returns, newest first; `q` is the beginning of a number.

    `locations` limits to what the reader may see; None: everywhere.
    """
    made_at, last = pages.decode(cursor, 2) if cursor else (None, None)
    rows = sets.execute(
        """
        SELECT id, number, kind, made_at, business_date, location_id, register_id, by, customer,
               of, net, tax, total, currency
          FROM sales_sale
         WHERE (%(since)s::date IS NULL OR business_date >= %(since)s)
           AND (%(until)s::date IS NULL OR business_date < %(until)s)
           AND (%(location)s::uuid IS NULL OR location_id = %(location)s)
           AND (%(locations)s::uuid[] IS NULL OR location_id = ANY(%(locations)s))
           AND (%(kind)s::text IS NULL OR kind = %(kind)s)
           AND (%(q)s = '' OR starts_with(number, %(q)s))
           AND (%(made_at)s::timestamptz IS NULL
                OR (made_at, id) < (%(made_at)s::timestamptz, %(last)s::uuid))
         ORDER BY made_at DESC, id DESC
         LIMIT %(rows)s
        """,
        {
            "since": since,
            "until": until,
            "location": location,
            "locations": None if locations is None else list(locations),
            "kind": kind,
            "q": q.strip().upper(),
            "made_at": made_at,
            "last": last,
            "rows": limit + 1,
        },
    )
    shaped = [dict(zip(_ROW, row, strict=True)) for row in rows]
    return pages.page(shaped, limit=limit, keys=lambda row: (row["made_at"], row["id"]))


def sale_with_lines(sale: UUID) -> dict[str, Any]:
    """Give one sale's row, its lines with cost, and the ids of its returns; raises NotFound."""
    rows = sets.execute(
        """
        SELECT id, number, kind, made_at, business_date, location_id, register_id, by, customer,
               of, net, tax, total, currency
          FROM sales_sale WHERE id = %s
        """,
        [sale],
    )
    if not rows:
        raise NotFound
    names = ("line", "variant", "sku", "name", "quantity_milli", "list", "discount", "net", "tax",
             "cost", "reverses", "reason")  # fmt: skip
    lines = sets.execute(
        """
        SELECT line, variant, sku, name, quantity_milli, list, discount, net, tax, cost, reverses,
               reason
          FROM sales_saleline WHERE sale_id = %s ORDER BY position
        """,
        [sale],
    )
    returns = sets.execute("SELECT id FROM sales_sale WHERE of = %s ORDER BY made_at, id", [sale])
    return {
        **dict(zip(_ROW, rows[0], strict=True)),
        "lines": [dict(zip(names, line, strict=True)) for line in lines],
        "returns": [row[0] for row in returns],
    }


@dataclass(frozen=True, slots=True)
class DayTotals:
    """How many sales and returns a business day had, and what they came to, in minor units."""

    sales: int
    sold: int
    returns: int
    returned: int
    net: int
    tax: int


def day_totals(day: date, *, location: UUID | None) -> DayTotals:
    """Add up one business day, at one location or all."""
    [row] = sets.execute(
        """
        SELECT count(*) FILTER (WHERE kind = 'sale'),
               COALESCE(sum(total) FILTER (WHERE kind = 'sale'), 0)::bigint,
               count(*) FILTER (WHERE kind = 'return'),
               COALESCE(sum(total) FILTER (WHERE kind = 'return'), 0)::bigint,
               COALESCE(sum(net), 0)::bigint,
               COALESCE(sum(tax), 0)::bigint
          FROM sales_sale
         WHERE business_date = %s AND (%s::uuid IS NULL OR location_id = %s)
        """,
        [day, location, location],
    )
    return DayTotals(*row)


def best_sellers(day: date, *, location: UUID | None, limit: int) -> list[dict[str, Any]]:
    """List what brought most on a business day, returns taken off; amounts with tax."""
    rows = sets.execute(
        """
        SELECT variant, min(name), sum(quantity_milli)::bigint, sum(net + tax)::bigint
          FROM sales_saleline
         WHERE business_date = %s AND (%s::uuid IS NULL OR location = %s)
         GROUP BY variant, CASE WHEN variant IS NULL THEN name END
         ORDER BY sum(net + tax) DESC, min(name) LIMIT %s
        """,
        [day, location, location, limit],
    )
    return [
        {"variant": row[0], "name": row[1], "quantity": from_milli(row[2]), "total": row[3]}
        for row in rows
    ]


def turnover_by_month(*, sign: int) -> dict[str, tuple[int, int]]:
    """Add up lines of one sign by month: `{"2011-01": (amount, documents)}`.

    `sign` 1 takes what was sold, -1 what came back; the amount is with tax, in minor units.
    """
    rows = sets.execute(
        """
        SELECT to_char(business_date, 'YYYY-MM'), sum(net + tax)::bigint, count(DISTINCT sale_id)
          FROM sales_saleline WHERE sign(net + tax) = %s GROUP BY 1 ORDER BY 1
        """,
        [sign],
    )
    return {row[0]: (row[1], row[2]) for row in rows}
