"""Invariants of the catalogue: queries that must return nothing."""

from collections.abc import Sequence

from tillbook.kernel.checks import Check, Violation, violations


def items_have_a_variant() -> Sequence[Violation]:
    """Say which items cannot be sold in any form."""
    return violations(
        "catalog.items_have_a_variant",
        """
        SELECT i.id, i.name FROM catalog_item i
         WHERE NOT EXISTS (SELECT 1 FROM catalog_variant v WHERE v.item_id = i.id)
        """,
    )


def variants_fill_every_option() -> Sequence[Violation]:
    """Say which active variants lack a value for an option of their item."""
    return violations(
        "catalog.variants_fill_every_option",
        """
        SELECT v.id, i.name, v.options::text FROM catalog_variant v
          JOIN catalog_item i ON i.id = v.item_id
         WHERE v.active AND jsonb_array_length(v.options) <> jsonb_array_length(i.options)
        """,
    )


def active_means_not_archived() -> Sequence[Violation]:
    """Say which variants are active though they or their item are archived, or not though free."""
    return violations(
        "catalog.active_means_not_archived",
        """
        SELECT v.id, i.name FROM catalog_variant v JOIN catalog_item i ON i.id = v.item_id
         WHERE v.active = (v.archived OR i.archived)
        """,
    )


def barcodes_live_with_their_variant() -> Sequence[Violation]:
    """Say which variants have barcodes that are not active exactly when they are."""
    return violations(
        "catalog.barcodes_live_with_their_variant",
        """
        SELECT DISTINCT v.id, b.code FROM catalog_barcode b
          JOIN catalog_variant v ON v.id = b.variant_id
         WHERE b.active <> v.active
        """,
    )


def categories_form_a_tree() -> Sequence[Violation]:
    """Say which categories are not reached from the top."""
    return violations(
        "catalog.categories_form_a_tree",
        """
        WITH RECURSIVE reached AS (
            SELECT id FROM catalog_category WHERE parent_id IS NULL
             UNION ALL
            SELECT c.id FROM catalog_category c JOIN reached r ON c.parent_id = r.id)
        SELECT id, name FROM catalog_category WHERE id NOT IN (SELECT id FROM reached)
        """,
    )


CHECKS: Sequence[Check] = (
    items_have_a_variant,
    variants_fill_every_option,
    active_means_not_archived,
    barcodes_live_with_their_variant,
    categories_form_a_tree,
)
