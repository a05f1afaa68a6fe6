"""API keys: shown once, kept as a hash, with rights that their maker has."""

import secrets
from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from tillbook.identity import roles, rules
from tillbook.identity.models import ApiKey
from tillbook.identity.operations import grants
from tillbook.kernel import audit
from tillbook.kernel.actors import Actor
from tillbook.kernel.ids import new_id
from tillbook.kernel.refusals import NotFound, Refusal
from tillbook.kernel.work import in_transaction


class KeyUnfit(Refusal):
    """A key without rights, with rights nobody knows, or expired before it begins."""

    code = "identity.key_unfit"


@in_transaction
def make_key(
    *,
    name: str,
    scopes: Collection[str],
    locations: Collection[UUID] | None,
    expires_at: datetime | None,
    by: Actor,
    at: datetime,
) -> tuple[UUID, str]:
    """Make a key; answers its id and the secret, which nobody can read again.

    Raises KeyUnfit, LocationUnknown, or NotYoursToGrant for a right or place that `by` lacks.
    """
    unknown = sorted(set(scopes) - roles.PERMISSIONS)
    if unknown or not scopes or (expires_at is not None and expires_at <= at):
        raise KeyUnfit(
            _("The key needs rights that exist and an end in the future. Unknown: %(names)s")
            % {"names": ", ".join(unknown) or "-"}
        )
    if not all(by.may(scope) for scope in scopes) or not rules.within(locations, by.locations):
        raise grants.NotYoursToGrant(_("You can only give a key rights that you have yourself."))
    grants.check_locations(locations)
    secret = rules.token(rules.KEY_PREFIX, secrets.token_bytes(30))
    key = ApiKey(
        id=new_id(),
        name=name,
        hint=f"{secret[:12]}…{secret[-4:]}",
        key_hash=rules.hash_of(secret),
        scopes=sorted(scopes),
        locations=None if locations is None else sorted(locations),
        made_by=by.id,
        made_at=at,
        expires_at=expires_at,
    )
    key.save(force_insert=True)
    audit.record(
        "identity.key_made", key.id, by=by, at=at, facts={"name": name, "scopes": key.scopes}
    )
    return key.id, secret


@in_transaction
def revoke_key(key: UUID, *, by: Actor, at: datetime) -> None:
    """Revoke a key, at once; revoking it again changes nothing. Raises NotFound."""
    revoked = ApiKey.objects.filter(id=key, revoked_at__isnull=True).update(revoked_at=at)
    if revoked:
        audit.record("identity.key_revoked", key, by=by, at=at)
    elif not ApiKey.objects.filter(id=key).exists():
        raise NotFound
