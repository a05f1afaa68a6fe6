"""Invariants of people and keys."""

from tillbook.kernel.checks import Check, Violation, violations


def limits_to_no_place() -> list[Violation]:
    """Find people and keys limited to locations that the business does not have."""
    return violations(
        "identity.limits_to_no_place",
        """
        SELECT limited.id, limited.name, place
          FROM (SELECT id, name, locations FROM identity_membership
                UNION ALL SELECT id, name, locations FROM identity_apikey) limited,
               unnest(limited.locations) AS place
         WHERE NOT EXISTS (SELECT 1 FROM org_location l WHERE l.id = place)
        """,
    )


CHECKS: tuple[Check, ...] = (limits_to_no_place,)
