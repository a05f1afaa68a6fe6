"""The limit: the same rows in the same tables, by hand-written SQL over a plain connection."""

import threading
import time
from uuid import UUID

import psycopg

from tillbook.kernel.ids import new_id

_SALES = """
WITH given AS (
    SELECT * FROM unnest(%(id)s::uuid[], %(number)s::text[], %(position)s::int[], %(net)s::bigint[],
                         %(tax)s::bigint[], %(content)s::text[], %(entry)s::uuid[],
                         %(hash)s::text[])
        AS g (id, number, position, net, tax, content, entry, hash)
), goods AS (
    SELECT * FROM unnest(%(sale)s::uuid[], %(line)s::text[], %(variant)s::uuid[],
                         %(price)s::bigint[], %(line_net)s::bigint[])
        AS l (sale, line, variant, price, net)
), journal AS (
    INSERT INTO sync_document (id, kind, register_id, epoch, position, number, hash, previous_hash,
                               state, received_at, sender)
    SELECT id, 'sale', %(register)s, %(epoch)s, position, number, hash, hash, 'POSTED', now(),
           %(register)s
      FROM given
), sales AS (
    INSERT INTO sales_sale (id, kind, number, register_id, location_id, business_date, made_at,
                            posted_at, by, currency, net, tax, total, content)
    SELECT id, 'sale', number, %(register)s, %(location)s, current_date, now(), now(),
           %(register)s, 'EUR', net, tax, net + tax, content
      FROM given
), lines AS (
    INSERT INTO sales_saleline (sale_id, line, position, variant, sku, name, quantity_milli, list,
                                discount, net, tax, cost, reverses, reason, location,
                                business_date)
    SELECT sale, line, 0, variant, 'SKU', 'Item', 1000, price, 0, net, price - net, 50, '', '',
           %(location)s, current_date
      FROM goods
), taxes AS (
    INSERT INTO sales_saletax (sale_id, tax, rate_ppm, inclusive, base, amount, business_date)
    SELECT id, 'vat', 190000, true, net, tax, current_date FROM given
), paid AS (
    INSERT INTO payments_payment (source, purpose, position, tender, amount, register_id,
                                  business_date, reference)
    SELECT id, 'tender', 0, 'cash', net + tax, %(register)s, current_date, '' FROM given
), moves AS (
    INSERT INTO stock_move (place_id, variant_id, quantity_milli, value, source, purpose, line,
                            reason, moved_at, business_date, by)
    SELECT %(location)s, variant, -1000, -50, sale, 'sale', line, '', now(), current_date,
           %(register)s
      FROM goods
), levels AS (
    INSERT INTO stock_level AS level (place_id, variant_id, on_hand_milli, value, unit_cost_micro,
                                      transaction)
    SELECT %(location)s, variant, -1000 * count(*), -50 * count(*), 0, 0
      FROM goods GROUP BY variant ORDER BY variant
        ON CONFLICT (business_id, place_id, variant_id) DO UPDATE
       SET on_hand_milli = level.on_hand_milli + EXCLUDED.on_hand_milli,
           value = level.value + EXCLUDED.value
), events AS (
    INSERT INTO kernel_event (id, topic, facts)
    SELECT entry, 'sales.posted', '{}' FROM given
), entries AS (
    INSERT INTO ledger_entry (id, source, purpose, business_date, location)
    SELECT entry, id, 'sale', current_date, %(location)s FROM given
)
INSERT INTO ledger_line (entry_id, account_id, amount, business_date)
SELECT given.entry, account.id,
       CASE account.role WHEN 'cash_drawer' THEN net + tax WHEN 'revenue' THEN -net
                         WHEN 'tax_payable' THEN -tax WHEN 'cost_of_goods' THEN 250
                         ELSE -250 END,
       current_date
  FROM given
  JOIN ledger_account AS account
    ON account.role IN ('cash_drawer', 'revenue', 'tax_payable', 'cost_of_goods', 'inventory')
"""


class Client(threading.Thread):
    """One connection that writes prepared sales, `batch` in a transaction, until told to stop."""

    def __init__(self, dsn, business: UUID, register, location, documents, batch, stop):
        super().__init__()
        self.connection = psycopg.connect(dsn, autocommit=True)
        self.business, self.stop, self.batch = business, stop, batch
        self.done = 0
        self.latencies = []
        self.rows = [
            _parameters(documents[start : start + batch], register, location)
            for start in range(0, len(documents), batch)
        ]

    def run(self):
        for row in self.rows:
            if self.stop.is_set():
                return
            started = time.perf_counter()
            with self.connection.transaction(), self.connection.cursor() as cursor:
                cursor.execute(
                    "SELECT set_config('tillbook.business', %s, true)", [str(self.business)]
                )
                cursor.execute(_SALES, row, prepare=True)
            self.latencies.append(time.perf_counter() - started)
            self.done += self.batch


def _parameters(documents, register, location):
    lines = [
        (new[0], line["id"], UUID(line["variant"]), line["unit_price"], priced["net"])
        for new in documents
        for line, priced in zip(new[1]["cart"]["lines"], new[1]["priced"]["lines"], strict=True)
    ]
    ids, wholes, contents = zip(*documents, strict=True)
    sale, line, variant, price, line_net = (list(column) for column in zip(*lines, strict=True))
    return {
        "id": list(ids),
        "number": [whole["number"] for whole in wholes],
        "position": [whole["position"] for whole in wholes],
        "net": [whole["priced"]["net"] for whole in wholes],
        "tax": [whole["priced"]["tax"] for whole in wholes],
        "hash": [whole["hash"] for whole in wholes],
        "content": list(contents),
        "entry": [new_id() for _ in ids],
        "sale": sale,
        "line": line,
        "variant": variant,
        "price": price,
        "line_net": line_net,
        "register": register,
        "location": location,
        "epoch": 9000,
    }
