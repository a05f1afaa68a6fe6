"""Invariants of tills and their registers."""

from tillbook.kernel.checks import Check, Violation, violations


def devices_of_an_old_epoch() -> list[Violation]:
    """Find devices in service that are not what their register was enrolled as last."""
    return violations(
        "org.devices_of_an_old_epoch",
        """
        SELECT d.id, r.code, r.epoch, d.epoch
          FROM org_device d JOIN org_register r ON r.id = d.register_id
         WHERE (d.revoked_at IS NULL AND d.epoch <> r.epoch)
            OR d.epoch > r.epoch OR d.location_id <> r.location_id
        """,
    )


CHECKS: tuple[Check, ...] = (devices_of_an_old_epoch,)
