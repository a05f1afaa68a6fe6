"""HTTP doors of importing: give a file, see what it would do, do it, take it back."""

from collections import Counter
from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from django.utils.translation import gettext as _
from ninja import File, Form, Query, Router, Schema
from ninja.files import UploadedFile

from tillbook.importing import operations as importing
from tillbook.importing import queries, undoing, words
from tillbook.importing.permissions import IMPORTING_EDIT, IMPORTING_READ
from tillbook.importing.profiles import PROFILES
from tillbook.importing.refusals import FileUnreadable, NoSuchImport
from tillbook.importing.rules.memory import problem_from_json
from tillbook.importing.rules.tables import SIZE_MOST
from tillbook.importing.types import BatchFacts, Problem
from tillbook.kernel import pages
from tillbook.kernel.doors import Request, allow
from tillbook.kernel.refusals import NotFound
from tillbook.org import queries as org

router = Router()

_KINDS = {"price": "money", "stock": "quantity"}

Limit = Annotated[int, Query(ge=1, le=pages.LIMIT_MAX)]


class Counts(Schema):
    """Items by what becomes of them; rows left out; notices about rows taken in."""

    new: int
    changed: int
    unchanged: int
    problems: int
    notices: int


class ProblemShown(Schema):
    """A cell, what is wrong with it and what to do; row 1 is the header."""

    row: int
    column: str
    value: str
    code: str
    message: str
    fix: str


class FieldShown(Schema):
    """A field before and after; `kind` is "money" (minor units), "quantity" or "text"."""

    field: str
    kind: str
    before: Any = None
    after: Any = None


class ColumnShown(Schema):
    """A column of the file, what it is taken for (null: ignored), and its first value."""

    column: str
    field: str | None
    sample: str


class ChangeShown(Schema):
    """An item that is new or changes."""

    row: int
    sku: str
    name: str
    kind: str
    fields: list[FieldShown]


class KeptShown(Schema):
    """An item that an undo left as it is, and why."""

    row: int
    name: str
    code: str
    message: str
    fix: str


class ImportSummary(Schema):
    """A file that was given, in a list of them."""

    id: UUID
    profile: str
    file_name: str
    state: str
    counts: Counts
    checked_at: datetime
    applied_at: datetime | None
    undone_at: datetime | None


class ImportShown(ImportSummary):
    """A file that was given, with everything it would do or did.

    `problems` left rows out, `notices` did not; `kept` is what an undo left as it is.
    """

    columns: list[ColumnShown]
    problems: list[ProblemShown]
    notices: list[ProblemShown]
    changes: list[ChangeShown]
    kept: list[KeptShown]


class ImportPage(Schema):
    """A page of imports, the newest first."""

    data: list[ImportSummary]
    next_cursor: str | None
    has_more: bool


class ProfileShown(Schema):
    """A system whose product exports can be read."""

    name: str
    title: str


class ProfileList(Schema):
    """All systems whose product exports can be read."""

    data: list[ProfileShown]


@router.post("/imports", response={201: ImportShown})
@allow(IMPORTING_EDIT)
def check(
    request: Request,
    file: Annotated[UploadedFile, File()],
    profile: Annotated[str, Form()] = "",
    location: Annotated[UUID | None, Form()] = None,
) -> Any:
    """Read a product export and say what bringing it in would do; nothing else is changed.

    The system is recognised by the header. `location` takes the stock of files without places.
    """
    if file.size is None or file.size > SIZE_MOST:
        raise FileUnreadable.because(
            "importing.file_too_large", {"most_mb": SIZE_MOST // 1024 // 1024}
        )
    if location is not None and not (
        request.actor.may_at(location) and org.locations_by_id([location])
    ):
        raise NotFound
    facts = importing.check_file(
        file.read(),
        file_name=file.name or "",
        profile=profile,
        location=location,
        by=request.actor,
        at=request.at,
    )
    return 201, _shown(facts)


@router.get("/imports", response=ImportPage)
@allow(IMPORTING_READ)
def imports(
    request: Request,
    cursor: str = "",
    limit: Limit = pages.LIMIT_DEFAULT,
) -> dict[str, Any]:
    """List imports, the newest first."""
    rows = queries.page_of_batches(after=_after(cursor), limit=limit + 1)
    page = pages.page(rows, limit=limit, keys=lambda row: (row.checked_at.isoformat(), row.id))
    page["data"] = [_summary(facts) for facts in page["data"]]
    return page


@router.get("/imports/profiles", response=ProfileList)
@allow(IMPORTING_READ)
def profiles(request: Request) -> dict[str, Any]:
    """List the systems whose product exports can be read."""
    return {"data": [{"name": each.NAME, "title": each.TITLE} for each in PROFILES]}


@router.get("/imports/{batch}", response=ImportShown)
@allow(IMPORTING_READ)
def one(request: Request, batch: UUID) -> dict[str, Any]:
    """Read an import with its problems and changes."""
    facts = queries.batch(batch)
    if facts is None:
        raise NoSuchImport
    return _shown(facts)


@router.post("/imports/{batch}/apply", response=ImportShown)
@allow(IMPORTING_EDIT)
def apply(request: Request, batch: UUID) -> dict[str, Any]:
    """Do what the check promised, all of it or nothing."""
    return _shown(importing.apply(batch, by=request.actor, at=request.at))


@router.post("/imports/{batch}/undo", response=ImportShown)
@allow(IMPORTING_EDIT)
def undo(request: Request, batch: UUID) -> dict[str, Any]:
    """Take an import back within 30 days; what was touched since is kept and named."""
    return _shown(undoing.undo(batch, by=request.actor, at=request.at))


def _after(cursor: str) -> tuple[datetime, UUID] | None:
    if not cursor:
        return None
    at, key = pages.decode(cursor, 2)
    try:
        return datetime.fromisoformat(at), UUID(key)
    except ValueError as unreadable:
        raise pages.CursorUnreadable(
            _("The cursor is not one of ours; start without it.")
        ) from unreadable


def _summary(facts: BatchFacts) -> dict[str, Any]:
    return {
        "id": facts.id,
        "profile": facts.profile,
        "file_name": facts.file_name,
        "state": facts.state.value.lower(),
        "counts": facts.outcome["counts"],
        "checked_at": facts.checked_at,
        "applied_at": facts.applied_at,
        "undone_at": facts.undone_at,
    }


def _shown(facts: BatchFacts) -> dict[str, Any]:
    problems = [problem_from_json(each) for each in facts.outcome["problems"]]
    return _summary(facts) | {
        "problems": [words.of_problem(each) for each in problems if each.blocks],
        "notices": [words.of_problem(each) for each in problems if not each.blocks],
        "columns": [
            each | {"field": words.of_field(each["field"]) if each["field"] else None}
            for each in facts.outcome["columns"]
        ],
        "changes": [
            change | {"fields": _fields(change["fields"])} for change in facts.outcome["changes"]
        ],
        "kept": [
            words.of_problem(Problem(each["row"], "", "", each["code"])) | {"name": each["name"]}
            for each in facts.kept
        ],
    }


def _fields(told: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Name the fields in words; two that sound alike are numbered."""
    heard: Counter[str] = Counter()
    shown = []
    for each in told:
        name = words.of_field(each["field"], each["variant"])
        heard[name] += 1
        shown.append(
            {
                "field": f"{name} ({heard[name]})" if heard[name] > 1 else name,
                "kind": _KINDS.get(each["field"], "text"),
                "before": each["before"],
                "after": each["after"],
            }
        )
    return shown
