"""A shop to print in."""

import json
from datetime import UTC, datetime
from uuid import UUID

from tests.printing.shops import document_named
from tillbook.kernel.ids import new_id
from tillbook.org import operations as org
from tillbook.printing import jobs
from tillbook.printing import operations as printing
from tillbook.printing.types import Printer
from tillbook.sales.models import Sale

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


class Counter:
    """A shop with one register, a worker that is run by hand, and a clock that is set by hand."""

    def __init__(self, working, house):
        self.working, self.house, self.now = working, house, NOON
        with working():
            org.found_business(name="Chic Threads", currency="EUR", locale="en", by=house, at=NOON)
            self.location = org.open_location(
                code="OLDTOWN", name="Old town", time_zone="Europe/Berlin", by=house, at=NOON
            )
            self.register = org.add_register(
                location=self.location, code="T1", name="Front till", by=house, at=NOON
            )

    def has_printer(self, listening, name="Counter 1", **facts):
        facts = {"code_pages": ("PC858", "PC437"), "columns": 42} | facts
        printer = Printer(
            id=new_id(),
            location=self.location,
            name=name,
            host="127.0.0.1",
            port=listening.port,
            **facts,
        )
        with self.working():
            return printing.add(printer, by=self.house, at=self.now)

    def sold(self, document="chic_threads_sale", of=None):
        sale = document_named(document) | {"id": str(new_id()), "register": str(self.register)}
        if of is not None:
            sale["of"] = str(of)
        with self.working():
            Sale.objects.create(
                id=sale["id"],
                kind=sale["kind"],
                number=sale["number"],
                register_id=self.register,
                location_id=self.location,
                business_date=sale["business_date"],
                made_at=sale["made_at"],
                posted_at=self.now,
                by=sale["by"],
                of=sale.get("of"),
                currency=sale["cart"]["currency"],
                net=sale["priced"]["net"],
                tax=sale["priced"]["tax"],
                total=sale["priced"]["total"],
                content=json.dumps(sale),
            )
        return UUID(sale["id"])

    def queues(self, *wanted):
        with self.working():
            return printing.queue(wanted, by=self.house, at=self.now)

    def works(self, printer):
        """Let the worker run once; gives the moment when it wants to come back, if any."""
        try:
            jobs.send_queued(business=str(self.house.business), printer=str(printer.id))
        except jobs.StillWaiting as waiting:
            return waiting.due_at
        return None
