"""The one page of the web application, and what is not there."""

import pytest


@pytest.mark.parametrize("address", ["/", "/till", "/office/items", "/r/anything"])
def test_every_address_of_the_application_gives_its_page(client, address):
    answer = client.get(address)
    assert answer.status_code in {200, 503}  # 503 while the application is not built
    assert answer.headers["Content-Type"].split(";")[0] in {"text/html", "text/plain"}


@pytest.mark.parametrize("address", ["/_app/immutable/gone.js", "/static/gone.css"])
def test_a_file_that_is_gone_is_not_answered_with_the_page(client, address):
    assert client.get(address).status_code == 404
