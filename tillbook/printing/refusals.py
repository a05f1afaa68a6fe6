"""What this module refuses, in words."""

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from tillbook.kernel.refusals import Conflict, NotFound, Refusal

_WORDS = {
    "printing.name_unfit": gettext_noop("A printer needs a name of at most 100 letters."),
    "printing.host_unfit": gettext_noop("This is no address or name of a machine."),
    "printing.port_unfit": gettext_noop("A printer listens on a port from 9100 to 9109."),
    "printing.columns_unfit": gettext_noop("A line has 24 to 64 columns; 32, 42 and 48 are usual."),
    "printing.code_page_unknown": gettext_noop("Name at least one code page that we know."),
    "printing.fallback_on_itself": gettext_noop("A printer cannot take over from itself."),
    "printing.fallback_unknown": gettext_noop("There is no such printer to take over."),
    "printing.location_unknown": gettext_noop("There is no such location."),
    "printing.name_taken": gettext_noop("Another printer of this location has this name."),
}


class PrinterUnfit(Refusal):
    """A printer that cannot be saved; `errors` names every flaw by JSON pointer."""

    code = "printing.printer_unfit"

    @classmethod
    def with_flaws(cls, flaws: Sequence[tuple[str, str]]) -> "PrinterUnfit":
        """Say the flaws, (field, code) pairs, in words."""
        return cls(
            _("The printer cannot be saved like this; nothing was changed."),
            errors=[
                {"pointer": f"/{field}", "code": code, "message": _(_WORDS[code])}
                for field, code in flaws
            ],
        )


class NoSuchPrinter(NotFound):
    """A printer that this business does not have or does not use any more."""

    code = "printing.no_such_printer"


class NoSuchJob(NotFound):
    """A print job that this business does not have."""

    code = "printing.no_such_job"


class NotFailed(Conflict):
    """Only a job that was given up is taken up again."""

    code = "printing.not_failed"


class NoReceipt(NotFound):
    """A document of which there is no receipt here."""

    code = "printing.no_receipt"
