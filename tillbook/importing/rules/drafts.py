"""One item of a file laid over the item the shop has, if it has one."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from uuid import UUID

from tillbook.catalog.types import Item, Variant
from tillbook.importing.rules.shelves import Shelves
from tillbook.importing.rules.texts import code_of
from tillbook.importing.types import ImportedItem, ImportedVariant, Problem

SUFFIXES = ("", "-2", "-3", "-4")


def sku_candidates(item: ImportedItem) -> list[str]:
    """List the SKUs that variants without one may get, made of the item's key and options."""
    return [
        code_of(item.key, *variant.options) + suffix
        for variant in item.variants
        if not variant.sku
        for suffix in SUFFIXES
    ]


class Drafter:
    """Builds items; knows which SKUs are taken, so that made ones are free."""

    def __init__(
        self,
        shelves: Shelves,
        *,
        taken_skus: set[str],
        columns: Mapping[str, str],
        make_id: Callable[[], UUID],
    ) -> None:
        self.shelves = shelves
        self.taken_skus = taken_skus
        self.columns = columns
        self.make_id = make_id
        self.problems: list[Problem] = []

    def draft(self, imported: ImportedItem, stored: Item | None) -> Item:
        """Give the item as the file wants it; what the file leaves open stays as it is."""
        if stored is None:
            stored = Item(self.make_id(), "", (), taxes=self.shelves.standard())
        category = self.shelves.category(imported.category)
        return replace(
            stored,
            name=imported.name,
            description=imported.description or stored.description,
            category=category or stored.category,
            options=imported.options,
            taxes=self._taxes(imported, stored),
            unit=imported.unit,
            track_stock=imported.track_stock,
            archived=imported.archived,
            variants=self._variants(imported, stored),
        )

    def _taxes(self, imported: ImportedItem, stored: Item) -> tuple[UUID, ...]:
        if imported.taxes is None:
            return stored.taxes
        found = [self.shelves.tax(tax) for tax in imported.taxes]
        if None in found:
            unknown = imported.taxes[found.index(None)].name
            self.problems.append(
                Problem(imported.rows[0], "", unknown, "importing.tax_unknown", blocks=False)
            )
            return stored.taxes
        return tuple(dict.fromkeys(tax for tax in found if tax is not None))

    def _variants(self, imported: ImportedItem, stored: Item) -> tuple[Variant, ...]:
        drafts = []
        free = list(stored.variants)
        alone = len(imported.variants) == 1 and len(stored.variants) == 1
        for variant in imported.variants:
            known = next((each for each in free if alone or _same(each, variant)), None)
            if known is not None:
                free.remove(known)
            drafts.append(self._variant(imported, variant, known))
        return tuple(drafts)

    def _variant(
        self, imported: ImportedItem, variant: ImportedVariant, known: Variant | None
    ) -> Variant:
        base = known or Variant(self.make_id())
        sku = variant.sku or base.sku or self._made_sku(imported, variant)
        return replace(
            base,
            sku=sku,
            options=variant.options,
            price=variant.price,
            barcodes=tuple(dict.fromkeys([*variant.barcodes, *base.barcodes])),
            archived=variant.archived,
        )

    def _made_sku(self, imported: ImportedItem, variant: ImportedVariant) -> str:
        """Make a SKU, so that the variant has a code for its label and can be scanned."""
        base = code_of(imported.key, *variant.options)
        for suffix in SUFFIXES:
            if base and (made := base + suffix) not in self.taken_skus:
                self.taken_skus.add(made)
                return made
        return ""


def _same(known: Variant, variant: ImportedVariant) -> bool:
    """Tell a variant by its option values, or by its SKU where the options were renamed."""
    if known.options == variant.options:
        return True
    return bool(variant.sku) and known.sku.casefold() == variant.sku.casefold()
