"""A till that follows the feed misses nothing, whoever commits when.

Other tests' transactions run on the same server, and the feed waits for everybody's; so these
tests ask again until what they wait for is there, as a till does.
"""

import threading
import time

import pytest

from tillbook.kernel import changes
from tillbook.kernel.work import unit_of_work


def until_there(look, wanted):
    """Look again until something is there, for half a minute at most."""
    give_up_at = time.monotonic() + 30
    while (found := look()) != wanted and time.monotonic() < give_up_at:
        time.sleep(0.05)
    assert found == wanted


def follow(working, seen, cursor):
    """Read everything after the cursor, as a till does; give back where it stands."""
    with working():
        for changed in changes.since(transaction=cursor[0], position=cursor[1], limit=100):
            seen.append(changed.id)
            cursor = (changed.transaction, changed.position)
    return cursor


def test_a_transaction_that_commits_late_is_not_skipped(house, working):
    begun, may_commit = threading.Event(), threading.Event()

    def slow():
        with unit_of_work(by=house):
            changes.note("item", ["slow"])
            begun.set()
            assert may_commit.wait(10)

    writer = threading.Thread(target=slow)
    writer.start()
    assert begun.wait(10)
    with working():
        changes.note("item", ["quick"])
    seen: list[str] = []
    cursor = follow(working, seen, (0, 0))
    assert seen == []  # the quick one waits, since a slower one could still come before it
    may_commit.set()
    writer.join()

    def look():
        nonlocal cursor
        cursor = follow(working, seen, cursor)
        return sorted(seen)

    until_there(look, ["quick", "slow"])


def test_the_feed_holds_each_thing_once_at_its_latest_place(working):
    for _ in range(3):
        with working():
            changes.note("item", ["dress"])
    with working():
        changes.note("item", ["scarf"])
    with working():
        changes.note("item", ["dress"], deleted=True)

    def look():
        with working():
            listed = changes.since(transaction=0, position=0, limit=10)
        return [(each.id, each.deleted) for each in listed]

    until_there(look, [("scarf", False), ("dress", True)])


@pytest.mark.parametrize("limit", [1, 3, 100])
def test_pages_of_any_size_show_one_big_change_whole(working, limit):
    with working():
        changes.note("item", [f"item {n}" for n in range(10)])
    seen, cursor = [], (0, 0)

    def look():
        nonlocal cursor
        with working():
            page = changes.since(transaction=cursor[0], position=cursor[1], limit=limit)
        assert len(page) <= limit
        if page:
            seen.extend(each.id for each in page)
            cursor = (page[-1].transaction, page[-1].position)
        return sorted(seen)

    until_there(look, sorted(f"item {n}" for n in range(10)))


def test_what_was_rolled_back_is_not_in_the_feed(working):
    def fail():
        with working():
            changes.note("item", ["ghost"])
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    with working():
        assert changes.since(transaction=0, position=0, limit=10) == []
