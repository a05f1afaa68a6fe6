"""Invariants of sales, across the books that posting wrote."""

from collections.abc import Sequence

from tillbook.kernel.checks import Check, Violation, violations


def lines_make_totals() -> list[Violation]:
    """Each sale's lines and taxes make its totals (I-5)."""
    return violations(
        "sales.lines_make_totals",
        """
        WITH lines AS (
            SELECT sale_id, sum(net) AS net, sum(tax) AS tax FROM sales_saleline GROUP BY sale_id
        ), taxes AS (
            SELECT sale_id, sum(amount) AS tax FROM sales_saletax GROUP BY sale_id
        )
        SELECT sale.id, sale.net, lines.net, sale.tax, lines.tax, taxes.tax
          FROM sales_sale AS sale
          LEFT JOIN lines ON lines.sale_id = sale.id
          LEFT JOIN taxes ON taxes.sale_id = sale.id
         WHERE sale.net <> COALESCE(lines.net, 0)
            OR sale.tax <> COALESCE(lines.tax, 0)
            OR sale.tax <> COALESCE(taxes.tax, 0)
        """,
    )


def payments_make_totals() -> list[Violation]:
    """Money taken is the total, or the difference was filed (I-5)."""
    return violations(
        "sales.payments_make_totals",
        """
        WITH paid AS (
            SELECT source, sum(amount) AS amount FROM payments_payment GROUP BY source
        )
        SELECT sale.id, sale.total, paid.amount
          FROM sales_sale AS sale LEFT JOIN paid ON paid.source = sale.id
         WHERE sale.total <> COALESCE(paid.amount, 0)
           AND NOT EXISTS (SELECT 1 FROM kernel_attention AS filed
                            WHERE filed.source = sale.id AND filed.code = 'sales.tenders_differ')
        """,
    )


def ledger_equals_sales() -> list[Violation]:
    """Revenue, tax and cost in the ledger are those of all sales (I-8)."""
    return violations(
        "sales.ledger_equals_sales",
        """
        WITH books AS (
            SELECT account.role, sum(line.amount) AS amount
              FROM ledger_line AS line
              JOIN ledger_entry AS entry ON entry.id = line.entry_id
              JOIN ledger_account AS account ON account.id = line.account_id
             WHERE entry.purpose IN ('sale', 'return')
             GROUP BY account.role
        ), sold (role, amount) AS (
            SELECT 'revenue', -sum(net) FROM sales_sale
             UNION ALL SELECT 'tax_payable', -sum(tax) FROM sales_sale
             UNION ALL SELECT 'cost_of_goods', sum(cost) FROM sales_saleline
        )
        SELECT sold.role, sold.amount, books.amount
          FROM sold LEFT JOIN books USING (role)
         WHERE COALESCE(sold.amount, 0) <> COALESCE(books.amount, 0)
        """,
    )


def every_sale_is_in_the_books_once() -> list[Violation]:
    """Each sale with amounts has exactly one entry of its kind (I-8)."""
    return violations(
        "sales.every_sale_is_in_the_books_once",
        """
        SELECT sale.id, sale.number, count(entry.id)
          FROM sales_sale AS sale
          LEFT JOIN ledger_entry AS entry ON entry.source = sale.id AND entry.purpose = sale.kind
         GROUP BY sale.id
        HAVING count(entry.id) <> 1 AND NOT (sale.total = 0 AND count(entry.id) = 0)
        """,
    )


def stock_cost_equals_line_cost() -> list[Violation]:
    """What the goods of sales were worth is what their lines cost (I-16)."""
    return violations(
        "sales.stock_cost_equals_line_cost",
        """
        WITH moved AS (
            SELECT source, sum(value) AS value FROM stock_move
             WHERE purpose IN ('sale', 'return') GROUP BY source
        ), lines AS (
            SELECT sale_id, sum(cost) AS cost FROM sales_saleline GROUP BY sale_id
        )
        SELECT lines.sale_id, lines.cost, moved.value
          FROM lines LEFT JOIN moved ON moved.source = lines.sale_id
         WHERE lines.cost <> -COALESCE(moved.value, 0)
        """,
    )


def not_more_back_than_sold() -> list[Violation]:
    """No line came back more often than it was sold, unless that was filed (I-10).

    Returns that arrive before their receipt cannot be judged by it, and are filed as such.
    """
    return violations(
        "sales.not_more_back_than_sold",
        """
        SELECT back.of, line.reverses, sold.quantity_milli, sum(line.quantity_milli)
          FROM sales_sale AS back
          JOIN sales_saleline AS line ON line.sale_id = back.id AND line.reverses <> ''
          JOIN sales_saleline AS sold ON sold.sale_id = back.of AND sold.line = line.reverses
         GROUP BY back.of, line.reverses, sold.quantity_milli
        HAVING sold.quantity_milli + sum(line.quantity_milli) < 0
           AND NOT bool_or(EXISTS (SELECT 1 FROM kernel_attention AS filed
                                    WHERE filed.source = back.id
                                      AND filed.code IN ('sales.returned_too_much',
                                                         'sales.original_unknown')))
        """,
    )


CHECKS: Sequence[Check] = (
    lines_make_totals,
    payments_make_totals,
    ledger_equals_sales,
    every_sale_is_in_the_books_once,
    stock_cost_equals_line_cost,
    not_more_back_than_sold,
)
