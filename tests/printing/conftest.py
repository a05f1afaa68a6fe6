import pytest

from tests.printing.shops import CHIC_THREADS, SIAM_SILK, TENDERS, document_named
from tillbook.printing.receipt import receipt_of


@pytest.fixture
def chic_sale():
    return receipt_of(
        document_named("chic_threads_sale"), shop=CHIC_THREADS, cashier="Mia", tenders=TENDERS
    )


@pytest.fixture
def chic_return():
    return receipt_of(
        document_named("chic_threads_return"),
        shop=CHIC_THREADS,
        cashier="Mia",
        tenders=TENDERS,
        of_number="T1-1-S000017",
        is_copy=True,
    )


@pytest.fixture
def siam_sale():
    return receipt_of(
        document_named("siam_silk_sale"), shop=SIAM_SILK, cashier="สมชาย", tenders=TENDERS
    )
