"""Sessions in the database under a hash of their key: who reads the table cannot use them."""

import hashlib
from typing import Any

from django.contrib.sessions.backends import db
from django.contrib.sessions.base_session import AbstractBaseSession
from django.contrib.sessions.models import Session
from django.utils import timezone


class SessionStore(db.SessionStore):
    """Django's sessions, stored under the first 160 bits of the SHA-256 of the cookie."""

    def exists(self, session_key: str) -> bool:
        """Say whether there is a session of the key."""
        return super().exists(_stored(session_key))

    def create_model_instance(self, data: dict[str, Any]) -> AbstractBaseSession:
        """Shape the row to store."""
        row = super().create_model_instance(data)
        row.session_key = _stored(row.session_key)
        return row

    def delete(self, session_key: str | None = None) -> None:
        """Forget a session, by default this one."""
        key = session_key or self.session_key
        if key is not None:
            super().delete(_stored(key))

    def _get_session_from_db(self) -> AbstractBaseSession | None:
        key = self.session_key
        found = Session.objects.filter(
            session_key=_stored(key or ""), expire_date__gt=timezone.now()
        ).first()
        if found is None:
            self._session_key = None
        return found


def _stored(session_key: str) -> str:
    return hashlib.sha256(session_key.encode()).hexdigest()[:40]
