"""Roles: which permissions each has. The one table of every permission there is.

Modules name their permissions in `permissions.py`; those above this floor cannot be imported
here, so the names are repeated and a test compares them.
"""

from collections.abc import Mapping

from tillbook.identity.types import Role

_READING = frozenset(
    {
        "org.read",
        "identity.read_people",
        "catalog.read",
        "stock.read",
        "payments.read",
        "sales.read",
        "ledger.read",
        "importing.read",
        "attention.read",
    }
)
_SELLING = frozenset(
    {
        "org.read",
        "catalog.read",
        "stock.read",
        "sales.read",
        "sales.sell",
        "sales.return",
        "sales.discount",
        "payments.read",
        "payments.shift",
        "payments.drawer",
        "printing.print",
    }
)
_STOCK_KEEPING = frozenset(
    {
        "org.read",
        "catalog.read",
        "catalog.edit",
        "stock.read",
        "stock.adjust",
        "importing.read",
        "importing.edit",
        "printing.print",
    }
)
_ACCOUNTING = _READING | {"attention.settle"}

# What only owners do: the shape of the business and its keys to the outside. A key may send
# documents as tills do, so who makes keys must hold that right too.
_OWNING = frozenset({"org.manage", "identity.manage_keys", "sync.use"})
# What devices do for whoever stands before them.
_SERVING = frozenset({"sync.use", "identity.verify_pins"})

_MANAGING = (
    _READING
    | _SELLING
    | _STOCK_KEEPING
    | _ACCOUNTING
    | {"org.enrol", "identity.manage_people", "printing.manage", "sales.manage"}
)

PERMISSIONS_OF: Mapping[Role, frozenset[str]] = {
    Role.OWNER: _MANAGING | _OWNING,
    Role.MANAGER: _MANAGING,
    Role.CASHIER: _SELLING,
    Role.STOCK_KEEPER: _STOCK_KEEPING,
    Role.ACCOUNTANT: _ACCOUNTING,
    Role.READ_ONLY: _READING,
}

PERMISSIONS_OF_DEVICES = _SELLING | _SERVING

PERMISSIONS = PERMISSIONS_OF[Role.OWNER] | PERMISSIONS_OF_DEVICES
