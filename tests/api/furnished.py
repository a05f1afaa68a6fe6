"""A business with one of everything, made through the doors, and whoever may knock at them."""

import json
from datetime import UTC, datetime
from uuid import UUID

from django.core.files.uploadedfile import SimpleUploadedFile

from storm.till import Offer, Till
from tests.identity.shops import Caller, Shop
from tillbook.identity.roles import PERMISSIONS
from tillbook.kernel import attention, sets
from tillbook.kernel.attention import Finding
from tillbook.kernel.ids import new_id
from tillbook.org import operations as org

ROLES = ("owner", "manager", "cashier", "stock_keeper", "accountant", "read_only")
PRODUCTS = (
    b"Handle,Title,Option1 Name,Option1 Value,Variant SKU,Variant Price\n"
    b"scarf,Scarf,Title,Default Title,SCARF-1,12.00\n"
)


class Furnished(Shop):
    """A shop with one of each kind of thing; `ids` names them."""

    def furnish(self):
        self.open()
        self.key_of_all = self.key(*sorted(PERMISSIONS))
        self.ids = {
            "business": str(self.id),
            "owner": self.owner_id,
            "location": str(self.location),
            "register": self._made("/registers", location=self.location, code="T2", name="Back"),
            "person": str(self.hires("cashier", pin="4711", signs_in=False)[0]),
        }
        self.device = self.enrols()
        self._fill_the_catalogue()
        self._set_printers_up()
        self._sell()
        given = gives_file(self.owner)
        assert given.status_code == 201, given.body
        self.ids["import"] = given.body["id"]
        self.ids["key"] = self._made("/api-keys", name="x", scopes=["org.read"])
        self.ids["attention"] = self.finds(self.location)
        [account, *_] = self.owner.get("/ledger/trial-balance").body["rows"]
        self.ids["account"] = account["account"]
        return self

    def _made(self, path, **body):
        answer = self.owner.post(path, body)
        assert answer.status_code == 201, (path, answer.body)
        return answer.body["id"]

    def _fill_the_catalogue(self):
        self.ids["category"] = self._made("/categories", name="Dresses")
        self.ids["category_2"] = self._made("/categories", name="Clothes")
        self.ids["tax"] = self._made("/taxes", name="VAT 19 %", rate_ppm=190000)
        variant = {"sku": "AURORA", "price": 5900, "barcodes": ["4006381333931"]}
        item = self.owner.post(
            "/items",
            {
                "name": "Aurora dress",
                "category": self.ids["category"],
                "taxes": [self.ids["tax"]],
                "variants": [variant],
            },
        )
        assert item.status_code == 201, item.body
        self.ids["item"] = item.body["id"]
        self.ids["variant"] = item.body["variants"][0]["id"]
        self.receives("STORE001")

    def receives(self, location, count=10):
        answer = self.owner.post(
            "/inventory/update",
            {"product_id": "AURORA", "quantity_change": count, "location_id": location},
        )
        assert answer.status_code == 200, answer.body

    def _set_printers_up(self):
        for kind in ("printer", "printer_2"):
            self.ids[kind] = self._made(
                "/printers", location=self.location, name=kind, host="192.168.1.50"
            )
        self.ids["job"] = self._made(f"/printers/{self.ids['printer']}/test")

    def till(self, register, code, *, epoch=1):
        return Till(register=register, code=code, epoch=epoch, person=new_id())

    def offer(self):
        tax = {
            "id": self.ids["tax"],
            "name": "VAT 19 %",
            "rate_ppm": 190000,
            "inclusive": True,
            "compound": False,
        }
        return Offer(self.ids["variant"], "Aurora dress", 5900, (tax,), "AURORA")

    def _sell(self):
        till = self.till(self.register, "T1")
        documents = [till.open_shift(), till.sell((self.offer(), "1"))]
        results = sends(self.device, *documents)
        assert [each["result"] for each in results] == ["created", "created"], results
        self.ids["sale"] = documents[-1]["id"]
        self.ids["shift"] = documents[0]["id"]

    def finds(self, location):
        source = new_id()
        with self.working():
            attention.raise_all(
                [Finding("test.odd", source, "Look at this.", location=location)],
                at=datetime.now(UTC),
            )
            [(key,)] = sets.execute("SELECT id FROM kernel_attention WHERE source = %s", [source])
        return str(key)

    def second_location(self):
        """Open STORE002 with a register, a printer with a job, goods, a sale and a finding."""
        with self.working():
            location = org.open_location(
                code="STORE002",
                name="Harbour",
                time_zone="Europe/Berlin",
                by=self.house,
                at=self.at,
            )
        register = self._made("/registers", location=location, code="H1", name="Harbour")
        self.receives("STORE002")
        till = self.till(register, "H1")
        documents = [till.open_shift(), till.sell((self.offer(), "1"))]
        results = sends(self.enrols(UUID(register)), *documents)
        assert [each["result"] for each in results] == ["created", "created"], results
        printer = self._made("/printers", location=location, name="Bar", host="192.168.1.52")
        return {
            "location": str(location),
            "register": register,
            "sale": documents[-1]["id"],
            "shift": documents[0]["id"],
            "printer": printer,
            "job": self._made(f"/printers/{printer}/test"),
            "attention": self.finds(location),
        }

    def contents(self):
        """Every row that this business owns, by table: how many, and a sum over all columns."""
        with self.working():
            tables = sets.execute(
                "SELECT table_name FROM information_schema.columns"
                " WHERE column_name = 'business_id' AND table_schema = 'public' ORDER BY 1"
            )
            total = "count(*), md5(string_agg(t::text, ' ' ORDER BY t::text))"
            return {table: sets.execute(f"SELECT {total} FROM {table} t") for (table,) in tables}


def sends(caller, *documents):
    answer = caller.client.post(
        "/api/v1/documents",
        json.dumps({"documents": documents}),
        content_type="application/json",
        headers=caller.headers,
    )
    assert answer.status_code == 200, answer.content
    return answer.json()["answers"]


def gives_file(caller, location=None):
    file = SimpleUploadedFile("products.csv", PRODUCTS, content_type="text/csv")
    fields = {"file": file} | ({"location": location} if location else {})
    answer = caller.client.post("/api/v1/imports", fields, headers=caller.headers)
    answer.body = answer.json() if "json" in answer["Content-Type"] else None
    return answer


def asks(caller, route, ids, body=None, query=""):
    """Call a route as somebody, with the body it needs; a file goes along where one is wanted."""
    path = route.address(ids) + query
    if route.path == "/imports" and route.method == "POST":
        return gives_file(caller, (body or route.body(ids)).get("location"))
    sent = body if body is not None else route.body(ids)
    answer = caller.client.generic(
        route.method,
        f"/api/v1{path}",
        b"" if sent is None else json.dumps(sent, default=str).encode(),
        content_type="application/json",
        headers=caller.headers,
    )
    is_json = "json" in answer.get("Content-Type", "")
    answer.body = answer.json() if answer.content and is_json else answer.content.decode()
    return answer


def anonymous():
    return Caller()
