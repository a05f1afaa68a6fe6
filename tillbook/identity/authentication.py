"""Who stands behind a request: a till, a program with a key, or a person with a session.

It runs inside the door's open transaction and asks the database each time, so that what is
revoked or archived is so at once. A till or key costs two statements: one presents the
credential and finds whose it is, one enters the business.
"""

from datetime import datetime, timedelta
from uuid import UUID

from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.http import HttpRequest
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext as _
from ninja.utils import check_csrf

from tillbook.identity import queries, rules
from tillbook.identity.credentials import presenting
from tillbook.identity.models import User
from tillbook.identity.roles import PERMISSIONS_OF_DEVICES
from tillbook.identity.types import Standing
from tillbook.kernel import sets, work
from tillbook.kernel.actors import Actor
from tillbook.kernel.refusals import NotAllowed, NotSignedIn
from tillbook.org import queries as org

SESSION_BUSINESS = "business"
BACKEND = "django.contrib.auth.backends.ModelBackend"

_READS = frozenset({"GET", "HEAD", "OPTIONS"})
_USE_NOTED_EVERY = timedelta(minutes=1)


class CsrfFailed(NotAllowed):
    """A writing request with a session lacks the token that only our own pages know."""

    code = "identity.csrf_failed"


def actor_of(request: HttpRequest, at: datetime) -> Actor:
    """Say who makes the request and enter his business; raises NotSignedIn or CsrfFailed."""
    scheme, _blank, credential = request.headers.get("Authorization", "").partition(" ")
    if scheme:
        actor = _bearer(credential, at) if scheme.lower() == "bearer" else None
    else:
        actor = _session(request)
    if actor is None:
        raise NotSignedIn(_("Sign in first; nothing was changed."))
    return actor


def till_of(request: HttpRequest) -> Actor | None:
    """Say which till makes the request, by one statement, without entering its business.

    For the one door that tills crowd at; it opens its unit of work itself. None for everybody
    but tills in service.
    """
    scheme, _blank, credential = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not rules.is_token(credential, rules.DEVICE_PREFIX):
        return None
    return _device(rules.hash_of(credential))


def _bearer(credential: str, at: datetime) -> Actor | None:
    if rules.is_token(credential, rules.DEVICE_PREFIX):
        actor = _device(rules.hash_of(credential))
    elif rules.is_token(credential, rules.KEY_PREFIX):
        return _key(rules.hash_of(credential), at)
    else:
        return None
    if actor is not None:
        work.enter(business=actor.business, actor=actor.id)
    return actor


def _device(token_hash: str) -> Actor | None:
    device = org.device_by_token(token_hash)
    if device is None:
        return None
    return Actor(
        business=device.business,
        kind="device",
        id=device.id,
        name=device.name,
        permissions=PERMISSIONS_OF_DEVICES,
        locations=frozenset({device.location}),
    )


def _key(key_hash: str, at: datetime) -> Actor | None:
    found = presenting(
        key_hash,
        """
        SELECT id, business_id, name, scopes, locations, last_used_at FROM identity_apikey
         WHERE key_hash = presented.credential AND revoked_at IS NULL
           AND (expires_at IS NULL OR expires_at > %s)
        """,
        at,
    )
    if not found:
        return None
    [(key, business, name, scopes, locations, last_used_at)] = found
    work.enter(business=business, actor=key)
    if last_used_at is None or at - last_used_at >= _USE_NOTED_EVERY:
        _note_use(key, at)
    return Actor(
        business=business,
        kind="api_key",
        id=key,
        name=name,
        permissions=frozenset(scopes),
        locations=None if locations is None else frozenset(locations),
    )


def _note_use(key: UUID, at: datetime) -> None:
    """Note the use, unless another request is just noting it: nobody waits for the row."""
    sets.execute(
        """
        UPDATE identity_apikey SET last_used_at = %s
         WHERE id = (SELECT id FROM identity_apikey WHERE id = %s FOR UPDATE SKIP LOCKED)
        """,
        [at, key],
    )


def _session(request: HttpRequest) -> Actor | None:
    """Find the person of a session in the business that the session has chosen."""
    user = request.session.get(SESSION_KEY)
    if user is None or request.session.get(BACKEND_SESSION_KEY) != BACKEND:
        return None
    chosen = request.session.get(SESSION_BUSINESS)
    standing = next(
        (
            each
            for each in queries.standings_of(UUID(user))
            if str(each.actor.business) == chosen and _is_of(request, each)
        ),
        None,
    )
    if standing is None:
        return None
    if request.method not in _READS and check_csrf(request) is not None:
        raise CsrfFailed(_("This page is out of date. Load it again, then repeat the last step."))
    work.enter(business=standing.actor.business, actor=standing.actor.id)
    return standing.actor


def _is_of(request: HttpRequest, standing: Standing) -> bool:
    """Say whether the session was begun with the password of today."""
    user = User(password=standing.password)
    return constant_time_compare(
        request.session.get(HASH_SESSION_KEY, ""), user.get_session_auth_hash()
    )
