"""A shop with one location that brings its items over from an old system."""

from datetime import UTC, datetime

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


class Mover:
    """A business that imports, and what it can see of the result."""

    def __init__(self, actor, working):
        self.actor = actor
        self.working = working

    def found(self, currency="EUR", locations=("High Street",)):
        from tillbook.ledger import operations as ledger
        from tillbook.org import operations as org

        with self.working():
            org.found_business(
                name="Chic Threads", currency=currency, locale="en", by=self.actor, at=NOW
            )
            ledger.open_books()
            self.locations = [
                org.open_location(
                    code=f"STORE{n}", name=name, time_zone="Europe/Berlin", by=self.actor, at=NOW
                )
                for n, name in enumerate(locations)
            ]
        return self

    def checks(self, raw, name="items.csv", **options):
        from tillbook.importing import operations as importing

        with self.working():
            return importing.check_file(raw, file_name=name, by=self.actor, at=NOW, **options)

    def applies(self, batch, at=NOW):
        from tillbook.importing import operations as importing

        with self.working():
            return importing.apply(batch.id, by=self.actor, at=at)

    def undoes(self, batch, at=NOW):
        from tillbook.importing import undoing

        with self.working():
            return undoing.undo(batch.id, by=self.actor, at=at)

    def imports(self, raw, **options):
        return self.applies(self.checks(raw, **options))

    def saves(self, *items):
        from tillbook.catalog import operations as catalog

        with self.working():
            return catalog.save_items(items, by=self.actor, at=NOW)

    def items(self):
        from tillbook.catalog import queries

        with self.working():
            return queries.all_items()

    def export(self):
        """The living catalogue as tills copy it, without what never comes back: versions."""
        from tillbook.catalog import queries

        with self.working():
            return {
                "items": [_living(queries.item_on_wire(item)) for item in queries.all_items()],
                "taxes": [queries.tax_on_wire(t) for t in queries.taxes() if not t.archived],
                "categories": [
                    queries.category_on_wire(c) for c in queries.categories() if not c.archived
                ],
            }

    def levels(self):
        """What lies at the first location: thousandths by SKU, and its value."""
        from tillbook.stock import queries as stock

        skus = {v.id: v.sku for item in self.items() for v in item.variants}
        with self.working():
            page = stock.levels(limit=100_000)
        return {
            skus.get(row["variant"], "archived"): (row["on_hand_milli"], row["value"])
            for row in page["data"]
            if row["on_hand_milli"] or row["value"]
        }

    def books(self):
        from tillbook.ledger import queries as ledger

        with self.working():
            return {role: sum_ for role, sum_ in ledger.balances_by_role().items() if sum_}

    def violations(self):
        from tillbook.catalog import checks as catalog
        from tillbook.importing import checks as importing
        from tillbook.kernel import checks as kernel
        from tillbook.ledger import checks as ledger
        from tillbook.stock import checks as stock

        with self.working():
            return [
                broken
                for module in (kernel, catalog, stock, ledger, importing)
                for check in module.CHECKS
                for broken in check()
            ]


def _living(item):
    return item | {"variants": [each for each in item["variants"] if not each["archived"]]}
