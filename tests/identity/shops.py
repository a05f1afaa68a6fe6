"""A shop with an owner who signs in, a location and a till, made through the public doors."""

import itertools
import json
from datetime import UTC, datetime

from django.db import transaction
from django.test import Client

from tillbook.identity import operations as identity
from tillbook.identity.types import Role
from tillbook.kernel.actors import house
from tillbook.kernel.ids import new_id
from tillbook.kernel.work import unit_of_work
from tillbook.org import operations as org
from tillbook.org import queries as org_queries

PASSWORD = "correct horse battery"
PLACES = itertools.count(1)  # every client has an address of its own, as tries are counted by it


class Caller:
    """Calls the API as a browser, a till or a program does."""

    def __init__(self, bearer=""):
        number = next(PLACES)
        self.place = f"10.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}"
        self.client = Client(enforce_csrf_checks=True, REMOTE_ADDR=self.place)
        self.headers = {"Authorization": f"Bearer {bearer}"} if bearer else {}

    def __call__(self, method, path, body=None, **headers):
        answer = self.client.generic(
            method,
            f"/api/v1{path}",
            b"" if body is None else json.dumps(body, default=str).encode(),
            content_type="application/json",
            headers=self.headers | headers,
        )
        answer.body = answer.json() if answer.content else None
        return answer

    def get(self, path):
        return self("GET", path)

    def post(self, path, body=None, **headers):
        return self("POST", path, {} if body is None else body, **headers)

    def patch(self, path, body, **headers):
        return self("PATCH", path, body, **headers)

    def signs_in(self, email, password=PASSWORD, **more):
        answer = self.post("/session", {"email": email, "password": password, **more})
        self.keeps(answer)
        return answer

    def keeps(self, answer):
        if answer.status_code == 200:
            self.headers["X-CSRF-Token"] = answer.body["csrf"]


class Shop:
    """A business, and whoever works in it."""

    def __init__(self):
        self.house = house(new_id())
        self.id = self.house.business
        self.at = datetime.now(UTC)
        with self.working():
            link = identity.first_owner_link(
                base_url="http://till.example", by=self.house, at=self.at
            )
        self.link = link.partition("#")[2]
        self.owner_email = f"owner-{self.id}@example.com"

    def working(self, by=None):
        return unit_of_work(by=by or self.house)

    def setup(self, caller, **more):
        return caller.post(
            "/setup",
            {
                "token": self.link,
                "name": "Olga Owner",
                "email": self.owner_email,
                "password": PASSWORD,
                "business": {
                    "name": "Chic Threads",
                    "currency": "EUR",
                    "time_zone": "Europe/Berlin",
                    "locale": "en",
                },
            }
            | more,
        )

    def open(self):
        self.owner = Caller()
        answer = self.setup(self.owner)
        assert answer.status_code == 200, answer.body
        self.owner.keeps(answer)
        self.owner_id = answer.body["user"]["id"]
        with self.working():
            self.location = org_queries.location("STORE001").id
            self.register = org.add_register(
                location=self.location, code="T1", name="Front till", by=self.house, at=self.at
            )
        return self

    def opens_location(self, code):
        with self.working():
            return org.open_location(
                code=code, name=code, time_zone="Europe/Berlin", by=self.house, at=self.at
            )

    def enrols(self, register=None):
        with self.working():
            code, _ = org.enrolment_code(
                register=register or self.register, by=self.house, at=datetime.now(UTC)
            )
        answer = Caller().post("/devices/enrol", {"code": code, "name": "Tablet"})
        assert answer.status_code == 200, answer.body
        return Caller(answer.body["token"])

    def hires(self, role, *, name="Mia", pin="", locations=None, signs_in=True):
        """Answers the user's id and, if they sign in, a caller with their session."""
        with self.working():
            user = identity.add_person(
                name=name,
                role=Role(role),
                locations=locations,
                pin=pin,
                by=self.house,
                at=self.at,
            )
            if not signs_in:
                return user, None
            link = identity.sign_in_link(user, base_url="http://x", by=self.house, at=self.at)
        email = f"{user}@example.com"
        with transaction.atomic(durable=True):
            identity.use_link(
                token=link.partition("#")[2],
                name="",
                email=email,
                password=PASSWORD,
                pin="",
                founding=None,
                at=self.at,
            )
        caller = Caller()
        assert caller.signs_in(email).status_code == 200
        return user, caller

    def key(self, *scopes, locations=None, expires_at=None):
        with self.working():
            _, secret = identity.make_key(
                name="till link",
                scopes=scopes,
                locations=locations,
                expires_at=expires_at,
                by=self.house,
                at=self.at,
            )
        return Caller(secret)
