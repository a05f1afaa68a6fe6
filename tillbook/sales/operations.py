"""Writes of sale documents."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from tillbook.kernel import sets
from tillbook.kernel.work import in_transaction
from tillbook.sales.rules import books
from tillbook.sales.types import Sale

_WRITE = """
WITH sales AS (
    INSERT INTO sales_sale (id, kind, number, register_id, location_id, shift, business_date,
                            made_at, posted_at, by, customer, of, currency, net, tax, total,
                            content)
    SELECT * FROM unnest(
        %b::uuid[], %b::text[], %b::text[], %b::uuid[], %b::uuid[], %b::uuid[], %b::date[],
        %b::timestamptz[], %b::timestamptz[], %b::uuid[], %b::uuid[], %b::uuid[], %b::text[],
        %b::bigint[], %b::bigint[], %b::bigint[], %b::text[])
    RETURNING 1
), lines AS (
    INSERT INTO sales_saleline (sale_id, line, position, variant, sku, name, quantity_milli, list,
                                discount, net, tax, cost, reverses, reason, location,
                                business_date)
    SELECT * FROM unnest(
        %b::uuid[], %b::text[], %b::smallint[], %b::uuid[], %b::text[], %b::text[], %b::bigint[],
        %b::bigint[], %b::bigint[], %b::bigint[], %b::bigint[], %b::bigint[], %b::text[],
        %b::text[], %b::uuid[], %b::date[])
), taxes AS (
    INSERT INTO sales_saletax (sale_id, tax, rate_ppm, inclusive, base, amount, business_date)
    SELECT * FROM unnest(
        %b::uuid[], %b::text[], %b::integer[], %b::boolean[], %b::bigint[], %b::bigint[],
        %b::date[])
)
SELECT count(*) FROM sales
"""


@in_transaction
def write(sales: Sequence[Sale], *, costs: Mapping[UUID, Mapping[str, int]], at: datetime) -> None:
    """Write documents with their lines and taxes; one statement for one or a thousand.

    `costs` is by sale and line id. Raises IntegrityError when a document was written before.
    """
    heads = [
        (
            sale.id,
            sale.kind,
            sale.number,
            sale.register,
            sale.location,
            sale.shift,
            sale.business_date,
            sale.made_at,
            at,
            sale.by,
            sale.customer,
            sale.of,
            sale.cart["currency"],
            sale.priced["net"],
            sale.priced["tax"],
            sale.priced["total"],
            sale.content,
        )
        for sale in sales
    ]
    lines = [row for sale in sales for row in books.line_rows(sale, costs[sale.id])]
    taxes = [
        (
            sale.id,
            tax["id"],
            tax["rate_ppm"],
            tax["inclusive"],
            tax["base"],
            tax["amount"],
            sale.business_date,
        )
        for sale in sales
        for tax in sale.priced["taxes"]
    ]
    [(written,)] = sets.execute(
        _WRITE, [*_columns(heads, 17), *_columns(lines, 16), *_columns(taxes, 7)]
    )
    assert written == len(sales), "every claimed sale is written"


def _columns(rows: Sequence[Sequence[object]], width: int) -> list[list[object]]:
    return [list(column) for column in zip(*rows, strict=True)] or [[] for _ in range(width)]
