"""HTTP doors of printing: printers, print jobs, and the receipt as a page."""

from dataclasses import asdict, replace
from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from django.http import HttpResponse
from ninja import Query, Router, Schema
from pydantic import ConfigDict, Field

from tillbook.kernel import pages
from tillbook.kernel.doors import Request, allow, etag, require_version
from tillbook.kernel.ids import new_id
from tillbook.kernel.refusals import NotFound
from tillbook.printing import html, queries
from tillbook.printing import operations as printing
from tillbook.printing.layout import rows_of
from tillbook.printing.permissions import PRINTING_MANAGE, PRINTING_PRINT
from tillbook.printing.refusals import NoReceipt
from tillbook.printing.types import JobState, Printer, Wanted
from tillbook.printing.words import words_in
from tillbook.sales.permissions import SALES_READ

router = Router()

Limit = Annotated[int, Query(ge=1, le=pages.LIMIT_MAX)]
Language = Annotated[str, Field(pattern=r"^([A-Za-z]{2,3}([-_][A-Za-z0-9]{2,8})*)?$")]

USUAL_CODE_PAGES = ["PC858", "PC437", "PC852", "PC866", "WPC1252"]


class Given(Schema):
    """Something sent to us: a field we do not know is refused, not ignored."""

    model_config = ConfigDict(extra="forbid")


class PrinterGiven(Given):
    """A printer to add: 58 mm paper has 32 columns, 80 mm has 42 or 48."""

    location: UUID
    name: str
    host: Annotated[str, Field(examples=["192.168.1.50"])]
    port: int = 9100
    columns: int = 42
    code_pages: list[str] = USUAL_CODE_PAGES
    cuts: bool = True
    native_qr: bool = True
    kicks_drawer: bool = False
    fallback: UUID | None = None


class PrinterChanged(Given):
    """The fields of a printer that change."""

    name: str | None = None
    host: str | None = None
    port: int | None = None
    columns: int | None = None
    code_pages: list[str] | None = None
    cuts: bool | None = None
    native_qr: bool | None = None
    kicks_drawer: bool | None = None
    fallback: UUID | None = None
    archived: bool | None = None


class PrinterShown(Schema):
    """A printer as stored; `version` is its ETag."""

    id: UUID
    location: UUID
    name: str
    host: str
    port: int
    columns: int
    code_pages: list[str]
    cuts: bool
    native_qr: bool
    kicks_drawer: bool
    fallback: UUID | None
    archived: bool
    version: int


class PrinterList(Schema):
    """All printers, by location and name."""

    data: list[PrinterShown]
    next_cursor: None = None
    has_more: bool = False


class JobShown(Schema):
    """A print job. `missing` are letters that were printed as question marks."""

    id: UUID
    printer: UUID
    printer_name: str
    document: UUID | None
    title: str
    is_copy: bool
    state: JobState
    tries: int
    last_error: str
    missing: str
    queued_at: datetime
    next_try_at: datetime | None
    printed_at: datetime | None
    printed_on: UUID | None


class JobPage(Schema):
    """A page of print jobs, newest first."""

    data: list[JobShown]
    next_cursor: str | None
    has_more: bool


class PrintGiven(Given):
    """A sale or return to print; printed as a copy when it was asked for before."""

    document: UUID
    copy_: Annotated[bool, Field(alias="copy")] = False
    language: Language = ""


@router.get("/printers", response=PrinterList)
@allow(PRINTING_PRINT)
def printers(request: Request) -> dict[str, Any]:
    """List the printers in use."""
    found = queries.printers(locations=request.actor.locations)
    return {"data": [asdict(printer) for printer in found]}


@router.post("/printers", response={201: PrinterShown})
@allow(PRINTING_MANAGE)
def add_printer(
    request: Request, response: HttpResponse, given: PrinterGiven
) -> tuple[int, dict[str, Any]]:
    """Add a network printer."""
    _at(request, given.location)
    fields = given.model_dump() | {"code_pages": tuple(given.code_pages)}
    added = printing.add(Printer(id=new_id(), **fields), by=request.actor, at=request.at)
    response["ETag"] = etag(added.version)
    return 201, asdict(added)


@router.get("/printers/{printer}", response=PrinterShown)
@allow(PRINTING_PRINT)
def printer(request: Request, response: HttpResponse, printer: UUID) -> dict[str, Any]:
    """Read one printer."""
    stored = _stored(request, printer)
    response["ETag"] = etag(stored.version)
    return asdict(stored)


@router.patch("/printers/{printer}", response=PrinterShown)
@allow(PRINTING_MANAGE)
def change_printer(
    request: Request, response: HttpResponse, printer: UUID, given: PrinterChanged
) -> dict[str, Any]:
    """Change the given fields of a printer."""
    stored = _stored(request, printer)
    require_version(request, stored.version)
    fields: dict[str, Any] = {
        name: tuple(value) if name == "code_pages" else value
        for name, value in given.model_dump(exclude_unset=True).items()
        if value is not None or name == "fallback"
    }
    changed = printing.change(replace(stored, **fields), by=request.actor, at=request.at)
    response["ETag"] = etag(changed.version)
    return asdict(changed)


@router.post("/printers/{printer}/test", response={201: JobShown})
@allow(PRINTING_MANAGE)
def print_test_page(request: Request, printer: UUID) -> tuple[int, dict[str, Any]]:
    """Queue a test page that shows width, letters and QR."""
    _stored(request, printer)
    return 201, _queued(request, Wanted(printer))


@router.post("/printers/{printer}/print", response={201: JobShown})
@allow(PRINTING_PRINT)
def print_document(
    request: Request, printer: UUID, given: PrintGiven
) -> tuple[int, dict[str, Any]]:
    """Queue the receipt of a sale or return."""
    _stored(request, printer)
    wanted = Wanted(printer, given.document, is_copy=given.copy_, language=given.language)
    return 201, _queued(request, wanted)


@router.get("/print-jobs", response=JobPage)
@allow(PRINTING_PRINT)
def print_jobs(
    request: Request,
    state: JobState | None = None,
    printer: UUID | None = None,
    document: UUID | None = None,
    cursor: str | None = None,
    limit: Limit = pages.LIMIT_DEFAULT,
) -> dict[str, Any]:
    """Page through print jobs, newest first."""
    found = queries.page_of_jobs(
        state=state,
        printer=printer,
        document=document,
        locations=request.actor.locations,
        cursor=cursor,
        limit=limit,
    )
    return found | {"data": [asdict(job) for job in found["data"]]}


@router.post("/print-jobs/{job}/retry", response=JobShown)
@allow(PRINTING_PRINT)
def retry_print_job(request: Request, job: UUID) -> dict[str, Any]:
    """Take up a job again that was given up."""
    _stored(request, queries.job(job).printer)
    printing.retry(job, by=request.actor, at=request.at)
    return asdict(queries.job(job))


@router.get("/sales/{sale}/receipt.html")
@allow(SALES_READ)
def receipt_page(request: Request, sale: UUID, language: Language = "") -> HttpResponse:
    """Give the receipt of a sale or return as a page of its own."""
    issued = queries.issued(sale)
    if not request.actor.may_at(issued.location):
        raise NoReceipt
    words = words_in(language or issued.language)
    page = html.page_of(rows_of(issued.receipt, words), words, issued.receipt.number)
    response = HttpResponse(page, content_type="text/html; charset=utf-8")
    response["Content-Security-Policy"] = html.CONTENT_SECURITY_POLICY
    return response


def _stored(request: Request, printer: UUID) -> Printer:
    stored = queries.printer(printer)
    _at(request, stored.location)
    return stored


def _at(request: Request, location: UUID) -> None:
    if not request.actor.may_at(location):
        raise NotFound


def _queued(request: Request, wanted: Wanted) -> dict[str, Any]:
    [job] = printing.queue([wanted], by=request.actor, at=request.at)
    return asdict(queries.job(job))
