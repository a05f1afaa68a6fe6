"""What every new business gets from the modules, in the transaction that founds it.

Each operation is called without arguments inside the new business and leaves alone what exists.
"""

from collections.abc import Sequence

FOUNDING: Sequence[str] = (
    "tillbook.ledger.operations.open_books",
    "tillbook.payments.operations.set_up_tenders",
)
