"""Bringing files in and taking them back."""

from dataclasses import replace
from datetime import timedelta

import pytest

from tests.importing.mover import NOW, Mover
from tillbook.catalog.types import Item, Variant
from tillbook.importing.refusals import (
    AlreadyApplied,
    CatalogueChanged,
    NoSuchImport,
    NotApplied,
    UndoTooLate,
)
from tillbook.importing.types import State
from tillbook.kernel.actors import house as house_of
from tillbook.kernel.ids import new_id
from tillbook.ledger import types as accounts
from tillbook.stock import operations as stock
from tillbook.stock import queries as levels
from tillbook.stock.types import ADJUSTMENT, Move

HEADER = (
    "Handle,Title,Type,Option1 Name,Option1 Value,Variant SKU,Variant Barcode,"
    "Variant Inventory Qty,Variant Price,Cost per item\n"
)


def shopify(*rows):
    return (HEADER + "\n".join(rows)).encode()


DRESS = "dress,Dress,Gowns,Title,Default Title,D-1,4006381333931,3,59.00,20.00"
SCARF = "scarf,Scarf,,Size,S,S-S,,5,12.00,\nscarf,,,,L,S-L,,0,14.00,"


def fields(batch):
    return {
        (change["name"], field["variant"] + field["field"]): (field["before"], field["after"])
        for change in batch.outcome["changes"]
        if change["kind"] == "changed"
        for field in change["fields"]
    }


def test_a_changed_file_tells_each_field_before_and_after_and_changes_just_that(mover):
    mover.imports(shopify(DRESS, SCARF))
    before = mover.export()
    changed = mover.checks(
        shopify(DRESS.replace("59.00", "55.00").replace("Dress", "Gown"), SCARF, "hat,Hat,,,,,,,9,")
    )
    assert changed.outcome["counts"] | {"notices": 0} == {
        "new": 1,
        "changed": 1,
        "unchanged": 1,
        "problems": 0,
        "notices": 0,
    }
    assert fields(changed) == {("Gown", "name"): ("Dress", "Gown"), ("Gown", "price"): (5900, 5500)}
    assert mover.export() == before
    mover.applies(changed)
    [gown] = [item for item in mover.items() if item.name == "Gown"]
    assert (gown.variants[0].price, gown.version) == (5500, 2)
    mover.undoes(changed)
    assert mover.export() == before
    assert mover.violations() == []


def test_items_known_by_sku_are_changed_and_not_doubled(mover):
    mover.saves(Item(new_id(), "Old dress", (Variant(new_id(), sku="d-1", price=1),)))
    before = mover.export()
    batch = mover.imports(shopify(DRESS))
    assert batch.outcome["counts"]["changed"] == 1
    assert fields(batch)["Dress", "name"] == ("Old dress", "Dress")
    assert [item.name for item in mover.items()] == ["Dress"]
    mover.undoes(batch)
    assert mover.export() == before


def test_a_code_of_another_item_of_the_shop_is_named_and_leaves_the_item_out(mover):
    mover.saves(Item(new_id(), "Pen", (Variant(new_id(), barcodes=("4006381333931",)),)))
    batch = mover.imports(shopify(DRESS, SCARF))
    [problem] = batch.outcome["problems"]
    assert (problem["row"], problem["code"], problem["facts"]) == (
        2,
        "importing.barcode_in_use",
        {"item": "Pen"},
    )
    assert [item.name for item in mover.items()] == ["Pen", "Scarf"]


def test_variants_without_a_sku_get_one_that_can_be_scanned(mover):
    mover.imports(shopify("tote bag,Tote,,Size,Gross & Lang,,,1,9,", "tote bag,,,,S,,,1,9,"))
    assert [each.sku for each in mover.items()[0].variants] == [
        "tote-bag-gross-lang",
        "tote-bag-s",
    ]


def test_opening_stock_is_worth_its_cost(mover):
    mover.imports(shopify(DRESS, SCARF))
    assert mover.levels() == {"D-1": (3000, 6000), "S-S": (5000, 0)}
    assert mover.books() == {"inventory": 6000, "opening_balance": -6000}


def test_an_item_taken_back_comes_again_as_new_with_its_stock(mover):
    first = mover.imports(shopify(DRESS))
    [dress] = mover.items()
    mover.undoes(first)
    assert (mover.items(), mover.levels(), mover.books()) == ([], {}, {})
    second = mover.imports(shopify(DRESS))
    assert second.outcome["counts"]["new"] == 1
    [again] = mover.items()
    assert again.id == dress.id
    assert mover.levels() == {"D-1": (3000, 6000)}
    mover.undoes(second)
    assert (mover.items(), mover.levels(), mover.books()) == ([], {}, {})
    assert mover.violations() == []


def test_what_was_touched_since_is_kept_and_named(mover):
    batch = mover.imports(shopify(DRESS, SCARF, "hat,Hat,,,,,,2,9,"))
    dress, hat, scarf = mover.items()
    mover.saves(replace(dress, name="Evening dress"))
    with mover.working():
        stock.adjust(
            [
                Move(
                    place=mover.locations[0],
                    variant=scarf.variants[0].id,
                    quantity_milli=-1000,
                    source=new_id(),
                    purpose=ADJUSTMENT,
                    line="1",
                    moved_at=NOW,
                    business_date=NOW.date(),
                    by=mover.actor.id,
                )
            ],
            account_role=accounts.INVENTORY_ADJUSTMENT,
        )
    undone = mover.undoes(batch)
    assert [(each["row"], each["name"], each["code"]) for each in undone.kept] == [
        (2, "Dress", "importing.changed_since"),
        (3, "Scarf", "importing.stock_moved_since"),
    ]
    assert [item.name for item in mover.items()] == ["Evening dress", "Scarf"]
    assert hat.id not in {item.id for item in mover.items()}
    assert mover.levels() == {"D-1": (3000, 6000), "S-S": (4000, 0)}
    assert [each["name"] for each in mover.export()["categories"]] == ["Gowns"]
    assert mover.violations() == []


def test_categories_stay_while_something_lies_in_or_below_them(mover):
    woo = (
        b"ID,Type,SKU,Name,Regular price,Categories,Parent\n"
        b"1,simple,A,Cap,5,Clothing > Hats,\n2,simple,B,CD,5,Music > Rock,\n"
    )
    batch = mover.imports(woo)
    cap, _cd = mover.items()
    mover.saves(replace(cap, name="Top hat"))
    mover.undoes(batch)
    assert {each["name"] for each in mover.export()["categories"]} == {"Clothing", "Hats"}
    assert mover.violations() == []


def test_a_code_given_away_since_keeps_the_item_as_it_is(mover):
    [old] = mover.saves(Item(new_id(), "Old dress", (Variant(new_id(), sku="OLD"),)))
    mover.imports(shopify(DRESS.replace("D-1", "OLD")))
    batch = mover.imports(shopify(DRESS))
    mover.saves(Item(new_id(), "Other", (Variant(new_id(), sku="OLD"),)))
    undone = mover.undoes(batch)
    assert [each["code"] for each in undone.kept] == ["importing.code_taken_since"]
    assert {item.id: item.variants[0].sku for item in mover.items()}[old.id] == "D-1"


def test_a_check_is_brought_in_once_and_taken_back_once(mover):
    checked = mover.checks(shopify(DRESS))
    with pytest.raises(NotApplied):
        mover.undoes(checked)
    mover.applies(checked)
    with pytest.raises(AlreadyApplied):
        mover.applies(checked)
    assert mover.undoes(checked).state is State.UNDONE
    for again in (mover.undoes, mover.applies):
        with pytest.raises((NotApplied, AlreadyApplied)):
            again(checked)
    assert mover.items() == []


def test_nothing_is_brought_in_when_the_shop_changed_since_the_check(mover):
    checked = mover.checks(shopify(DRESS, SCARF))
    mover.saves(Item(new_id(), "Mine", (Variant(new_id(), sku="S-L"),)))
    with pytest.raises(CatalogueChanged):
        mover.applies(checked)
    assert [item.name for item in mover.items()] == ["Mine"]
    assert mover.levels() == {}
    assert mover.checks(shopify(DRESS, SCARF)).outcome["counts"]["changed"] == 1


def test_an_undo_ends_after_thirty_days(mover):
    batch = mover.imports(shopify(DRESS))
    with pytest.raises(UndoTooLate):
        mover.undoes(batch, at=NOW + timedelta(days=30, seconds=1))
    assert mover.undoes(batch, at=NOW + timedelta(days=30)).state is State.UNDONE


def test_another_business_has_no_such_import_and_no_such_items(mover, working):
    batch = mover.imports(shopify(DRESS))
    stranger = Mover(house_of(new_id()), None)
    stranger.working = lambda: working(stranger.actor)
    stranger.found()
    for attempt in (stranger.applies, stranger.undoes):
        with pytest.raises(NoSuchImport):
            attempt(batch)
    assert stranger.items() == []
    assert stranger.imports(shopify(DRESS)).outcome["counts"]["new"] == 1
    assert mover.violations() == []


def test_stock_of_places_goes_to_the_locations_of_that_name(unfounded):
    mover = unfounded.found(locations=("High Street", "Harbour"))
    columns = ",".join(
        f"{what} [{store}]"
        for store in ("harbour", "Old Town")
        for what in ("Available for sale", "Price", "In stock", "Low stock")
    )
    head = (
        "Handle,SKU,Name,Category,Description,Sold by weight,Option 1 name,Option 1 value,"
        "Option 2 name,Option 2 value,Option 3 name,Option 3 value,Cost,Barcode,"
        "SKU of included item,Quantity of included item,Track stock"
    )
    row = "tea,T,Tea,,,Y,,,,,,,2.00,,,,Y,Y,5.00,1.250,,Y,5.00,9.000,"
    batch = mover.imports(f"{head},{columns}\n{row}\n".encode())
    assert mover.levels() == {"T": (1250, 250)}
    with mover.working():
        assert levels_at(mover.locations[1]) == [1250]
    [notice] = batch.outcome["problems"]
    assert (notice["code"], notice["value"]) == ("importing.place_unknown", "Old Town")


def test_stock_without_a_place_goes_where_it_is_told_or_is_left_out_with_a_notice(unfounded):
    mover = unfounded.found(locations=("High Street", "Harbour"))
    [notice] = mover.checks(shopify(DRESS, SCARF)).outcome["problems"]
    assert (notice["row"], notice["code"]) == (2, "importing.place_missing")
    batch = mover.imports(shopify(DRESS, SCARF), location=mover.locations[1])
    assert batch.outcome["problems"] == []
    with mover.working():
        assert sorted(levels_at(mover.locations[1])) == [3000, 5000]


def levels_at(location):
    return [row["on_hand_milli"] for row in levels.levels(location=location)["data"]]


@pytest.mark.parametrize("count", [10, 1000])
def test_ten_items_take_as_many_statements_as_a_thousand(mover, statements, count):
    raw = shopify(
        *[
            f"h{n},Item {n},Shelf {n % 7},Title,Default Title,SKU{n},B{n},{n + 1},{n}.50,1.00"
            for n in range(count)
        ]
    )
    with statements() as checking:
        batch = mover.checks(raw)
    with statements() as applying:
        mover.applies(batch)
    with statements() as undoing:
        mover.undoes(batch)
    seen = [len(checking), len(applying), len(undoing)]
    assert mover.items() == []
    assert seen == [10, 47, 42]
