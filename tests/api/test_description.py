"""The description of the API: valid, complete, readable without any other server."""

import json
import re
from html.parser import HTMLParser

import pytest
from django.test import Client

from tests.api.routes import described, description, routes
from tillbook.kernel.doors import PUBLIC


def test_the_description_is_openapi_3_1_and_valid():
    validator = pytest.importorskip("openapi_spec_validator")
    served = json.loads(Client().get("/api/openapi.json").content)
    assert served["openapi"].startswith("3.1")
    assert served == description()
    validator.validate(served)


def test_every_operation_has_a_name_of_its_own():
    names = [described(route)["operationId"] for route in routes()]
    assert len(names) == len(set(names))


@pytest.mark.parametrize("route", routes(), ids=str)
def test_an_operation_says_who_may_and_how_it_is_refused(route):
    said = described(route)
    answers = set(said["responses"])
    assert said["x-permission"] == route.permission
    assert said.get("description"), "what it does, in a sentence"
    if route.permission == PUBLIC:
        assert said["security"] == []
    else:
        assert {name for each in said["security"] for name in each} >= {"key", "till", "session"}
        assert "401" in answers
    if route.method != "GET":
        assert {"403", "409"} <= answers
        if route.permission != PUBLIC:
            assert {"session": [], "csrf": []} in said["security"]
    if "{" in route.path:
        assert "404" in answers
    if route.has_body:
        assert {"400", "413", "415", "422"} <= answers
    if any(each["name"] == "If-Match" for each in said["parameters"]):
        assert "412" in answers


def test_every_problem_that_is_answered_is_described():
    problems = description()["components"]["responses"]
    for route in routes():
        for status, answer in described(route)["responses"].items():
            if status.startswith("4"):
                name = answer["$ref"].rpartition("/")[2]
                assert "application/problem+json" in problems[name]["content"]


class Addresses(HTMLParser):
    def __init__(self):
        super().__init__()
        self.found = []

    def handle_starttag(self, _tag, attributes):
        self.found += [value for name, value in attributes if name in {"src", "href", "action"}]


@pytest.mark.parametrize("path", ["/docs", "/docs/problems"])
def test_the_pages_need_no_other_server(path):
    answer = Client().get(path, follow=True)
    text = answer.content.decode()
    assert answer.status_code == 200
    assert not re.search(r"(https?:)?//[a-z]", text)
    policy = answer["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'")
    assert "http" not in policy
    assert "unsafe-inline" not in policy.partition("style-src")[0]
    pages = Addresses()
    pages.feed(text)
    for address in pages.found:
        assert address.startswith("/"), address
        assert Client().get(address).status_code == 200, address


def test_the_page_asks_no_validator_elsewhere():
    assert '"validatorUrl": null' in Client().get("/api/docs").content.decode()


def test_every_code_of_a_problem_is_explained_where_the_problem_points():
    from tillbook.config.documentation import sorted_problems
    from tillbook.kernel import problems

    page = Client().get("/docs/problems").content.decode()
    codes = [each["code"] for each in sorted_problems()]
    assert len(codes) == len(set(codes))
    for code in [*codes, *(code for code, _sentence in problems.OF_HTTP.values())]:
        assert f'id="{code}"' in page
    assert all(each["meaning"] for each in sorted_problems())
    refused = Client().get("/api/v1/items").json()
    assert f'id="{refused["code"]}"' in page
    assert refused["type"] == f"/docs/problems#{refused['code']}"
