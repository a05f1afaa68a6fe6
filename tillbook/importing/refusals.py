"""What importing refuses."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from tillbook.importing import words
from tillbook.kernel.refusals import Conflict, NotFound, Refusal


class FileUnreadable(Refusal):
    """The file as a whole cannot be read; `errors` says why."""

    code = "importing.file_unreadable"

    @classmethod
    def because(cls, code: str, facts: Mapping[str, Any]) -> "FileUnreadable":
        """Say why."""
        message = words.of_file(code, facts)
        return cls(message, errors=[{"pointer": "/file", "code": code, "message": message}])


class NoSuchImport(NotFound):
    """An import that this business does not have."""

    code = "importing.no_such_import"

    def __init__(self) -> None:
        super().__init__(_("There is no such import."))


class AlreadyApplied(Conflict):
    """The import was brought in before, perhaps by a second click."""

    code = "importing.already_applied"

    def __init__(self) -> None:
        super().__init__(_("This import was brought in before; nothing was changed."))


class CatalogueChanged(Conflict):
    """The shop is not as it was when the file was checked."""

    code = "importing.catalogue_changed"

    def __init__(self) -> None:
        super().__init__(
            _("Your items changed since this file was checked. Check it again, then import.")
        )


class NotApplied(Conflict):
    """Only an import that was brought in, and not taken back yet, can be undone."""

    code = "importing.not_applied"

    def __init__(self) -> None:
        super().__init__(_("This import is not in force, so there is nothing to undo."))


class UndoTooLate(Conflict):
    """The time in which an import can be undone is over."""

    code = "importing.undo_too_late"

    def __init__(self, days: int) -> None:
        super().__init__(_("An import can be undone for %(days)s days.") % {"days": days})
