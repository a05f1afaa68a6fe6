"""Taxes and categories a file names: those the shop has, or new ones beside them."""

from collections.abc import Callable, Sequence
from uuid import UUID

from tillbook.catalog.types import Category, Item, Tax
from tillbook.importing.types import ImportedTax


class Shelves:
    """Finds taxes and categories by name and remembers what had to be made."""

    def __init__(
        self,
        taxes: Sequence[Tax],
        categories: Sequence[Category],
        *,
        inclusive: bool,
        make_id: Callable[[], UUID],
    ) -> None:
        self.make_id = make_id
        self.inclusive = inclusive
        self.taxes = [tax for tax in taxes if not tax.archived]
        self.tree = {
            (each.parent, each.name.casefold()): each for each in categories if not each.archived
        }
        self.new_taxes: list[Tax] = []
        self.new_categories: list[Category] = []

    def standard(self) -> tuple[UUID, ...]:
        """Give the taxes that a new item starts with."""
        return tuple(tax.id for tax in self.taxes if tax.standard)

    def tax(self, wanted: ImportedTax) -> UUID | None:
        """Find a tax by name and rate, or make it; without a rate it must be there already."""
        for tax in self.taxes:
            same = tax.name.casefold() == wanted.name.casefold()
            if same and wanted.rate_ppm in {None, tax.rate_ppm}:
                return tax.id
        if wanted.rate_ppm is None:
            return None
        made = Tax(
            self.make_id(),
            wanted.name,
            wanted.rate_ppm,
            inclusive=self.inclusive,
            position=len(self.taxes),
        )
        self.taxes.append(made)
        self.new_taxes.append(made)
        return made.id

    def category(self, path: Sequence[str]) -> UUID | None:
        """Find a category by its path from the top, or make what is missing of it."""
        at: UUID | None = None
        for name in path:
            key = (at, name.casefold())
            if key not in self.tree:
                self.tree[key] = Category(self.make_id(), name, parent=at, position=len(self.tree))
                self.new_categories.append(self.tree[key])
            at = self.tree[key].id
        return at

    def used_by(self, items: Sequence[Item]) -> tuple[tuple[Tax, ...], tuple[Category, ...]]:
        """Give what was made and is needed by these items; parents come before their children."""
        taxes = {tax for item in items for tax in item.taxes}
        needed = {item.category for item in items}
        for category in reversed(self.new_categories):
            if category.id in needed:
                needed.add(category.parent)
        return (
            tuple(tax for tax in self.new_taxes if tax.id in taxes),
            tuple(each for each in self.new_categories if each.id in needed),
        )
