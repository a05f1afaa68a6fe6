import pytest

from tests.printing.listening_printer import ListeningPrinter

# Nothing of Django is imported up here: pytest reads this file before the database is there.


@pytest.fixture
def receipt():
    """Make the receipt of a document in tests/printing/documents."""
    from tests.printing.shops import TENDERS, document_named
    from tillbook.printing.receipt import receipt_of

    def make(name, shop, cashier, **facts):
        return receipt_of(
            document_named(name), shop=shop, cashier=cashier, tenders=TENDERS, **facts
        )

    return make


@pytest.fixture
def chic_sale(receipt):
    from tests.printing.shops import CHIC_THREADS

    return receipt("chic_threads_sale", CHIC_THREADS, "Mia")


@pytest.fixture
def chic_return(receipt):
    from tests.printing.shops import CHIC_THREADS

    return receipt(
        "chic_threads_return", CHIC_THREADS, "Mia", of_number="T1-1-S000017", is_copy=True
    )


@pytest.fixture
def siam_sale(receipt):
    from tests.printing.shops import SIAM_SILK

    return receipt("siam_silk_sale", SIAM_SILK, "สมชาย")


@pytest.fixture
def counter(working, house, monkeypatch):
    from django.conf import settings

    from tests.printing.counter import Counter
    from tillbook.printing import jobs

    counter = Counter(working, house)
    monkeypatch.setattr(jobs, "_now", lambda: counter.now)
    monkeypatch.setattr(settings, "TILLBOOK_PRINTER_PORTS", range(1024, 65536), raising=False)
    return counter


@pytest.fixture
def listening():
    """Make printers that listen on loopback; they are switched off in the end."""
    made = []

    def make(**facts):
        made.append(ListeningPrinter(**facts))
        return made[-1]

    yield make
    for printer in made:
        printer.switch_off()


@pytest.fixture
def office(house, monkeypatch):
    """A client signed in as `office.actor`."""

    from django.test import Client

    from tillbook.identity import authentication
    from tillbook.kernel.work import enter

    class Office(Client):
        actor = house

        def send(self, method, path, body=None, **headers):
            return getattr(self, method)(
                f"/api/v1{path}", body, content_type="application/json", headers=headers
            )

    client = Office()

    def actor_of(_request, _at):
        enter(business=client.actor.business, actor=client.actor.id)
        return client.actor

    monkeypatch.setattr(authentication, "actor_of", actor_of)
    return client
