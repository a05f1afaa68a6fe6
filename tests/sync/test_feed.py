"""What a till copies: all of it once, then what changed, and everything anew after a restore."""

import os
import time
from dataclasses import dataclass, field

import psycopg
import pytest

from storm.till import Till
from tests.cast import MORNING
from tillbook.catalog import operations as catalog
from tillbook.catalog import queries as items
from tillbook.kernel import changes


@dataclass
class Copy:
    """A till's copy of the shop, kept as the real one keeps it."""

    client: object
    token: str
    cursor: str = ""
    things: dict = field(default_factory=dict)
    resets: int = 0

    def ask(self, limit=1000):
        response = self.client.get(
            "/api/v1/changes",
            {"since": self.cursor, "limit": limit},
            headers={"Authorization": f"Bearer {self.token}"},
        )
        assert response.status_code == 200, response.content
        page = response.json()
        if page["reset"]:
            self.things.clear()
            self.resets += 1
        for change in page["changes"]:
            key = (change["kind"], change["id"])
            if change["deleted"]:
                self.things.pop(key, None)
            else:
                self.things[key] = change["data"]
        self.cursor = page["cursor"]
        return page

    def follow_until(self, found, limit=1000):
        """Ask again, as a till does, until it has what it waits for; half a minute at most."""
        give_up_at = time.monotonic() + 30
        while not found(self.things) and time.monotonic() < give_up_at:
            self.ask(limit)
        assert found(self.things), sorted(key[0] for key in self.things)

    def of(self, kind):
        return {key[1]: data for key, data in self.things.items() if key[0] == kind}


@pytest.fixture
def till(chic) -> Till:
    return chic.till()


@pytest.fixture
def copied(chic, till, client) -> Copy:
    return Copy(client, chic.tokens["T1"])


def kinds(things):
    return {key[0] for key in things}


EVERYTHING = {"item", "tax", "tender", "business", "location", "register", "stock"}


@pytest.mark.parametrize("limit", [2, 1000])
def test_a_new_till_copies_the_whole_shop_in_pages_of_any_size(chic, copied, limit):
    copied.follow_until(lambda things: kinds(things) >= EVERYTHING and len(things) >= 15, limit)
    dress = chic.offers["dress"]
    [item] = [each for each in copied.of("item").values() if each["name"] == "Dress"]
    [variant] = item["variants"]
    assert (variant["id"], variant["price"], variant["sku"]) == (dress.variant, 5900, "DRESS")
    assert item["taxes"] == [dress.taxes[0]["id"]]
    assert copied.of("stock")[dress.variant] == {"id": dress.variant, "on_hand": "10"}
    assert set(copied.of("tender")) == {"cash", "card", "other"}
    assert copied.of("business")[str(chic.actor.business)]["minor_digits"] == 2


def test_a_changed_price_and_an_archived_item_reach_the_till(chic, copied):
    copied.follow_until(lambda things: kinds(things) >= EVERYTHING)
    with chic.working():
        scarf = next(each for each in items.all_items() if each.name == "Scarf")
        catalog.archive([scarf.id], by=chic.actor, at=MORNING)
    copied.follow_until(lambda things: things[("item", str(scarf.id))]["archived"])


def test_a_sale_changes_the_stock_that_tills_of_this_location_see(chic, till, copied, client):
    from tests.scenarios.test_a_day_at_chic_threads import send

    copied.follow_until(lambda things: kinds(things) >= EVERYTHING)
    send(client, chic, till.sell((chic.offers["dress"], "1")))
    dress = chic.offers["dress"].variant
    copied.follow_until(lambda things: things[("stock", dress)]["on_hand"] == "9")
    chic.till("T2")
    other = Copy(client, chic.tokens["T2"])
    other.follow_until(lambda things: kinds(things) >= EVERYTHING - {"stock"})
    assert other.of("stock") == {}


def test_a_quiet_shop_answers_nothing_new(copied):
    copied.follow_until(lambda things: kinds(things) >= EVERYTHING)
    while copied.ask()["changes"]:
        pass
    assert copied.ask()["changes"] == []
    assert copied.resets == 1


def test_after_a_restore_the_till_begins_anew(copied):
    copied.follow_until(lambda things: kinds(things) >= EVERYTHING)
    before = copied.cursor.split(".")[0]
    with psycopg.connect(os.environ["DATABASE_OWNER_URL"], autocommit=True) as owner:
        owner.execute("UPDATE kernel_installation SET id = gen_random_uuid()")
    page = copied.ask()
    assert page["reset"]
    assert copied.cursor.split(".")[0] != before
    copied.follow_until(lambda things: kinds(things) >= EVERYTHING)


def test_a_cursor_of_nobody_is_refused_with_words(copied, client):
    response = client.get(
        "/api/v1/changes",
        {"since": "yesterday"},
        headers={"Authorization": f"Bearer {copied.token}"},
    )
    assert response.status_code == 422
    assert response.json()["code"] == "sync.cursor_unreadable"


def test_the_installation_has_one_name(working):
    with working():
        assert changes.installation() == changes.installation()
