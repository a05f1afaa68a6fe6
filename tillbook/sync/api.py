"""HTTP doors of the tills and of everybody who sends finished documents."""

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

import msgspec
from django.db import transaction
from django.http import HttpResponse
from django.utils.translation import gettext as _
from ninja import Field, Query, Router, Schema

from tillbook.identity import authentication
from tillbook.kernel.actors import Actor
from tillbook.kernel.doors import Request, allow, allow_in_units, authorise
from tillbook.kernel.refusals import NotAllowed, NotFound, Refusal
from tillbook.org import operations as org_operations
from tillbook.org import queries as org
from tillbook.org.types import DeviceFacts
from tillbook.sync import delivery, feed, operations, queries, reading
from tillbook.sync.permissions import SYNC_USE

router = Router()

UPLOAD_MAX = 1000


class UploadUnreadable(Refusal):
    """The upload is not an object with a list of documents."""

    code = "sync.upload_unreadable"


class TooManyDocuments(Refusal):
    """More documents than one upload may hold."""

    code = "sync.too_many_documents"


class TillsOnly(NotAllowed):
    """Only an enrolled till can ask this."""

    code = "sync.tills_only"


class Upload(msgspec.Struct):
    """Finished documents, each as raw JSON: one that cannot be read does not spoil the others."""

    documents: list[msgspec.Raw]


class AnswerOut(Schema):
    """What became of one document."""

    id: UUID | None
    result: str
    number: str | None = None
    exceptions: list[str] = []


class Answers(Schema):
    """One answer for each document, in the order given."""

    answers: list[AnswerOut]


class Heartbeat(Schema):
    """What a till says of itself: the highest place it issued, and what it could not send yet."""

    epoch: Annotated[int, Field(ge=0)]
    position: Annotated[int, Field(ge=0)]
    unsent: Annotated[int, Field(ge=0)] = 0
    persisted: bool | None = None
    version: str = ""


class HeartbeatAnswer(Schema):
    """What never arrived of the till's chain, as ranges {"from", "to"}, and the server's clock."""

    missing: list[dict[str, int]]
    server_time: datetime


class ChangeOut(Schema):
    """One thing to copy, or to forget."""

    kind: Literal[
        "item", "category", "tax", "staff", "tender", "business", "location", "register", "stock"
    ]
    id: str
    deleted: bool
    data: dict[str, Any] | None


class Changes(Schema):
    """A page of the feed; `reset` says to forget everything copied before."""

    cursor: str
    has_more: bool
    reset: bool
    changes: list[ChangeOut]


class DocumentOut(Schema):
    """A document as it was made; `returned` is by line id."""

    document: dict[str, Any]
    state: str
    returned: dict[str, str]


_upload_decoder = msgspec.json.Decoder(Upload)


@router.post(
    "/documents",
    response=Answers,
    openapi_extra={
        "requestBody": {
            "required": True,
            "content": {
                "application/json": {
                    "schema": {
                        "type": "object",
                        "required": ["documents"],
                        "properties": {"documents": {"type": "array", "items": {"type": "object"}}},
                    }
                }
            },
        }
    },
)
@allow_in_units(SYNC_USE)
def send_documents(request: Request) -> HttpResponse:
    """Take finished documents in (docs/documents.md); sending one again is safe.

    Each is answered `created`, `exists`, `exists_with_different_content` or `refused:<code>`;
    what cannot be read is kept for a person, and never stops the others.
    """
    documents = _documents_in(request.body)
    if len(documents) > UPLOAD_MAX:
        raise TooManyDocuments(
            _("Send at most %(count)d documents at once; nothing was taken in.")
            % {"count": UPLOAD_MAX}
        )
    batch = [reading.read(raw) for raw in documents]
    answers = delivery.deliver(batch, by=_sender(request), at=request.at)
    body = msgspec.json.encode({"answers": answers})
    return HttpResponse(body, content_type="application/json")


@router.get("/documents/{document_id}", response=DocumentOut)
@allow(SYNC_USE)
def document(request: Request, document_id: UUID) -> Any:
    """Give a document as it was made, and how much of it came back: what a return needs."""
    found = queries.document(document_id)
    if request.actor.kind != "device":  # a till takes back what any other till sold
        register = UUID(found["document"]["register"])
        if not request.actor.may_at(org.registers_by_id([register])[register].location):
            raise NotFound
    return found


@router.get("/changes", response=Changes)
@allow(SYNC_USE)
def changes(
    request: Request,
    since: str = "",
    limit: Annotated[int, Query(ge=1, le=5000)] = 1000,
) -> dict[str, Any]:
    """Give what changed since a cursor: what a till copies to work by itself."""
    device = _device(request)
    return feed.since(since, location=device.location, limit=limit, at=request.at)


@router.post("/heartbeat", response=HeartbeatAnswer)
@allow(SYNC_USE)
def heartbeat(request: Request, body: Heartbeat) -> dict[str, Any]:
    """Hear from a till what it issued, and tell it what never arrived."""
    device = _device(request)
    org_operations.heartbeat(
        device=device.id,
        epoch=body.epoch,
        position=body.position,
        unsent=body.unsent,
        persisted=body.persisted,
        version=body.version,
        at=request.at,
    )
    gaps = operations.file_missing(
        device, epoch=body.epoch, position=body.position, unsent=body.unsent, at=request.at
    )
    return {
        "missing": [{"from": first, "to": last} for first, last in gaps],
        "server_time": request.at,
    }


def _documents_in(body: bytes) -> list[bytes]:
    """Take an upload apart; one document that is no JSON does not spoil the others."""
    try:
        return [bytes(raw) for raw in _upload_decoder.decode(body).documents]
    except (msgspec.DecodeError, RecursionError) as unreadable:
        documents = reading.split(body)
        if documents is None:
            raise UploadUnreadable(
                _("The upload is not an object with a list of documents; nothing was taken in.")
            ) from unreadable
        return documents


def _sender(request: Request) -> Actor:
    """Say who sends documents: a till by one statement, everybody else as at any door."""
    till = authentication.till_of(request)
    if till is not None:
        return till
    with transaction.atomic(durable=True):
        return authorise(request, SYNC_USE)


def _device(request: Request) -> DeviceFacts:
    """Give the till that asks; raises TillsOnly for everybody else."""
    for device in org.devices().values():
        if device.id == request.actor.id:
            return device
    raise TillsOnly(_("Only an enrolled till can ask this."))
