"""Sessions in the database, asked only for keys that may be there."""

from django.contrib.sessions.backends import db


class SessionStore(db.SessionStore):
    def _validate_session_key(self, key: str | None) -> bool:
        """PostgreSQL refuses to look for a NUL, and a cookie may hold one."""
        return super()._validate_session_key(key) and key.isalnum()
