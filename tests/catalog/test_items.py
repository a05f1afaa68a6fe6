"""What the shop sells: saved whole, found again, and guarded by the database."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from django.db.utils import IntegrityError

from tillbook.catalog import checks, queries
from tillbook.catalog import operations as catalog
from tillbook.catalog.refusals import InUse, NoSuchItem, Unfit
from tillbook.catalog.types import Category, Item, Tax, Unit, Variant
from tillbook.kernel import sets
from tillbook.kernel.actors import house as house_of
from tillbook.kernel.ids import new_id

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
HAPPY_HOUR = NOW + timedelta(hours=8)
HAPPY_HOUR_ENDS = NOW + timedelta(hours=9)


def variant(**facts):
    return Variant(**{"id": new_id(), "price": 5900} | facts)


def item(name="Aurora dress", **facts):
    return Item(**{"id": new_id(), "name": name, "variants": (variant(),)} | facts)


def dress(**facts):
    return item(
        options=("Size", "Colour"),
        variants=(
            variant(options=("M", "red"), sku="D-M", barcodes=("4006381333931", "D-M-LABEL")),
            variant(options=("L", "red"), sku="D-L", price=6400),
        ),
        **facts,
    )


@pytest.fixture
def shop(working, house):
    class Shop:
        unit = staticmethod(working)

        def save(self, *items):
            with working():
                return catalog.save_items(items, by=house, at=NOW)

        def read(self, *items, at=None):
            with working():
                found = queries.items([each.id for each in items], at=at)
            return [found.get(each.id) for each in items]

        def archive(self, *items):
            with working():
                catalog.archive([each.id for each in items], by=house, at=NOW)

        def taxes(self, *taxes):
            with working():
                return catalog.save_taxes(taxes, by=house, at=NOW)

        def categories(self, *categories):
            with working():
                return catalog.save_categories(categories, by=house, at=NOW)

        def violations(self):
            with working():
                return [found for check in checks.CHECKS for found in check()]

    return Shop()


def codes(refused):
    return [(error["code"], error["pointer"]) for error in refused.value.facts["errors"]]


def test_a_saved_item_is_read_back_whole(shop):
    vat, city = shop.taxes(Tax(new_id(), "VAT", 190_000), Tax(new_id(), "City", 10_000))
    [shelf] = shop.categories(Category(new_id(), "Dresses"))
    saved = dress(
        category=shelf.id,
        taxes=(city.id, vat.id),
        description="Long.\nVery long.",
        unit=Unit.PIECE,
        track_stock=False,
    )
    [answered] = shop.save(saved)
    assert shop.read(saved) == [replace(saved, version=1)] == [answered]
    assert shop.violations() == []


def test_saving_the_same_again_writes_nothing_and_keeps_the_version(shop, working):
    one = dress()
    shop.save(one)
    with working():
        sets.execute("DELETE FROM kernel_change")
    [again] = shop.save(replace(one, version=1))
    assert again.version == 1
    with working():
        assert sets.execute("SELECT kind FROM kernel_change") == []


def test_a_changed_item_gets_the_next_version_and_enters_the_change_feed(shop, working):
    one = dress()
    shop.save(one)
    shop.save(replace(one, name="Aurora gown"))
    [stored] = shop.read(one)
    assert (stored.name, stored.version) == ("Aurora gown", 2)
    with working():
        assert sets.execute("SELECT kind, object_id FROM kernel_change") == [("item", str(one.id))]


def test_a_variant_that_is_not_given_any_more_is_archived_and_frees_its_codes(shop):
    one = dress()
    shop.save(one)
    shop.save(replace(one, variants=one.variants[:1]))
    [stored] = shop.read(one)
    assert [(each.sku, each.archived) for each in stored.variants] == [
        ("D-M", False),
        ("D-L", True),
    ]
    shop.save(item(variants=(variant(sku="D-L"),)))
    assert shop.violations() == []


def test_a_variant_without_a_price_is_asked_at_the_till_per_one(shop):
    [saved] = shop.save(item(variants=(variant(price=None, price_per_milli=100),)))
    assert (saved.variants[0].price, saved.variants[0].price_per_milli) == (None, 1000)
    assert shop.read(saved) == [saved]


def test_two_variants_may_swap_their_skus(shop):
    one = dress()
    shop.save(one)
    medium, large = one.variants
    shop.save(replace(one, variants=(replace(medium, sku="D-L"), replace(large, sku="D-M"))))
    assert [each.sku for each in shop.read(one)[0].variants] == ["D-L", "D-M"]


def test_a_sku_is_taken_whatever_its_case_and_whoever_of_the_batch_comes_second(shop):
    shop.save(dress())
    with pytest.raises(Unfit) as refused:
        shop.save(
            item(variants=(variant(sku="d-m"),)),
            item(variants=(variant(sku="NEW"),)),
            item(variants=(variant(sku="new"),)),
        )
    assert codes(refused) == [
        ("catalog.sku_taken", "/0/variants/0/sku"),
        ("catalog.sku_taken", "/2/variants/0/sku"),
    ]


def test_every_length_of_one_trade_number_is_the_same_barcode(shop):
    shop.save(item(variants=(variant(barcodes=("036000291452",)),)))
    with pytest.raises(Unfit) as refused:
        shop.save(item(variants=(variant(barcodes=("0036000291452",)),)))
    assert codes(refused) == [("catalog.barcode_taken", "/0/variants/0/barcodes")]


def test_an_archived_item_gives_its_codes_free_and_cannot_take_them_back(shop):
    old = dress()
    shop.save(old)
    shop.archive(old)
    shop.save(dress())
    with pytest.raises(Unfit):
        shop.save(replace(old, archived=False))
    assert shop.violations() == []


def test_archiving_an_item_that_is_not_there_is_refused(shop):
    with pytest.raises(NoSuchItem):
        shop.archive(item())


@pytest.mark.parametrize(
    "unfit, code",
    [
        (item(name=" "), "catalog.text_missing"),
        (item(name="a\x1b[2J"), "catalog.text_unprintable"),
        (item(variants=()), "catalog.variants_out_of_range"),
        (item(variants=(variant(price=-1),)), "catalog.price_out_of_range"),
        (item(variants=(variant(sku="x" * 101),)), "catalog.text_too_long"),
        (item(variants=(variant(), variant())), "catalog.options_twice"),
        (item(options=("Size",), variants=(variant(),)), "catalog.options_incomplete"),
        (item(options=("Size", "size")), "catalog.option_twice"),
        (item(taxes=(new_id(),)), "catalog.tax_unknown"),
        (item(category=new_id()), "catalog.category_unknown"),
    ],
)
def test_an_unfit_item_is_refused_and_nothing_is_kept(shop, unfit, code):
    fit = item(name="Fit")
    with pytest.raises(Unfit) as refused:
        shop.save(fit, unfit)
    assert code in {found for found, _ in codes(refused)}
    assert shop.read(fit) == [None]


def test_a_variant_cannot_be_taken_away_from_its_item(shop):
    one = dress()
    shop.save(one)
    with pytest.raises(Unfit) as refused:
        shop.save(item(variants=(replace(one.variants[0], sku="", barcodes=(), options=()),)))
    assert codes(refused) == [("catalog.variant_of_another_item", "/0/variants/0")]


def test_the_database_itself_refuses_a_second_sku(shop, working):
    one, other = dress(), item()
    shop.save(one, other)
    with pytest.raises(IntegrityError, match="variant_sku_once"), working():
        sets.execute("UPDATE catalog_variant SET sku = 'd-m' WHERE item_id = %s", [other.id])


@pytest.mark.parametrize("count", [10, 1000])
def test_saving_takes_the_same_statements_for_ten_items_or_a_thousand(shop, statements, count):
    batch = [
        item(f"Item {n}", variants=(variant(sku=f"S{n}", barcodes=(f"B{n}", f"C{n}")),))
        for n in range(count)
    ]
    with statements() as seen:
        shop.save(*batch)
    assert len(seen) == 17, seen


def test_items_are_found_by_words_of_name_option_sku_and_barcode(shop, working):
    shop.save(dress(), item("Brötchen 100 %"), item("Dreamcatcher"))
    with working():

        def found(q):
            return [each.name for each in queries.page_of_items(q=q, limit=10)]

        assert found("") == ["Aurora dress", "Brötchen 100 %", "Dreamcatcher"]
        assert found("DRE red") == ["Aurora dress"]
        assert found("d-l") == ["Aurora dress"]
        assert found("6381333931") == ["Aurora dress"]
        assert found("BRÖT") == ["Brötchen 100 %"]
        assert found("0 %") == ["Brötchen 100 %"]
        assert found("_") == []


def test_a_category_shows_what_lies_in_it_and_below_it(shop, working):
    top, inner, other = (Category(new_id(), name) for name in ("Clothing", "Shirts", "Music"))
    shop.categories(top, replace(inner, parent=top.id), other)
    shop.save(
        item("Cap", category=top.id), item("Tee", category=inner.id), item("CD", category=other.id)
    )
    with working():
        found = queries.page_of_items(category=top.id, limit=10)
        assert [each.name for each in found] == ["Cap", "Tee"]
        assert queries.page_of_items(category=new_id(), limit=10) == []


def test_pages_follow_each_other_without_gap(shop, working):
    shop.save(*[item(name) for name in ["b", "A", "c", "a"]])
    seen = []
    after = None
    with working():
        while page := queries.page_of_items(limit=1, after=after):
            seen += [each.name for each in page]
            after = (page[0].name.lower(), page[0].id)
    assert sorted(seen[:2]) == ["A", "a"]
    assert seen[2:] == ["b", "c"]


def test_a_code_finds_its_variant(shop, working):
    one = dress()
    shop.save(one)
    with working():
        assert queries.variants_by_code(["d-m", "04006381333931", "D-M-LABEL", "unknown"]) == {
            "d-m": one.variants[0].id,
            "04006381333931": one.variants[0].id,
            "D-M-LABEL": one.variants[0].id,
        }


def test_the_price_in_force_is_the_one_that_began_last(shop, working):
    one = item()
    shop.save(one)
    with working():
        sets.execute(
            """
            INSERT INTO catalog_price (price_list_id, variant_id, amount, price_per_milli,
                                       valid_from, valid_until)
            SELECT l.id, %s, row.* FROM catalog_pricelist l,
                   (VALUES (3900, 1000, %s::timestamptz, %s::timestamptz),
                           (2900, 1000, %s::timestamptz, %s::timestamptz)) AS row
            """,
            [one.variants[0].id, NOW, NOW + timedelta(days=1), HAPPY_HOUR, HAPPY_HOUR_ENDS],
        )

        def price(at):
            return queries.facts_for([one.variants[0].id], at=at)[one.variants[0].id].price

        assert price(NOW - timedelta(seconds=1)) == 5900
        assert price(NOW) == 3900
        assert price(HAPPY_HOUR) == 2900
        assert price(HAPPY_HOUR_ENDS) == 3900
        assert price(NOW + timedelta(days=1)) == 5900
    shop.save(replace(one, name="Renamed"))
    assert shop.read(one, at=NOW)[0].variants[0].price == 3900


def test_a_sale_is_checked_against_price_taxes_and_name_in_one_statement(shop, working, statements):
    vat, city = shop.taxes(Tax(new_id(), "VAT", 190_000), Tax(new_id(), "City", 10_000))
    one = dress(taxes=(city.id, vat.id), track_stock=False)
    shop.save(one)
    medium, large = one.variants
    with working(), statements() as seen:
        facts = queries.facts_for([medium.id, large.id, new_id()], at=NOW)
    assert len(seen) == 1
    assert set(facts) == {medium.id, large.id}
    assert facts[large.id].name == "Aurora dress L / red"
    assert facts[large.id].price == 6400
    assert facts[large.id].taxes == (city, vat)
    assert facts[large.id].track_stock is False


def test_the_feed_carries_items_as_tills_read_them(shop, working):
    [vat] = shop.taxes(Tax(new_id(), "VAT", 190_000))
    one = dress(taxes=(vat.id,))
    shop.save(one)
    with working():
        fed = queries.feed("item", [one.id], at=NOW)[one.id]
        assert queries.feed("tax", [vat.id], at=NOW)[vat.id]["rate_ppm"] == 190_000
    assert fed["options"] == [
        {"name": "Size", "values": ["M", "L"]},
        {"name": "Colour", "values": ["red"]},
    ]
    assert fed["taxes"] == [str(vat.id)]
    assert fed["variants"][0] == {
        "id": str(one.variants[0].id),
        "sku": "D-M",
        "name": "M / red",
        "options": ["M", "red"],
        "price": 5900,
        "price_per": "1",
        "barcodes": ["4006381333931", "D-M-LABEL"],
        "archived": False,
        "position": 0,
    }


def test_a_tax_that_items_carry_is_not_archived(shop):
    [vat] = shop.taxes(Tax(new_id(), "VAT", 190_000))
    one = item(taxes=(vat.id,))
    shop.save(one)
    with pytest.raises(InUse):
        shop.taxes(replace(vat, archived=True))
    shop.archive(one)
    shop.taxes(replace(vat, archived=True))


def test_a_category_cannot_lie_inside_itself_nor_beside_its_namesake(shop):
    top = Category(new_id(), "Clothing")
    inner = Category(new_id(), "Shirts", parent=top.id)
    shop.categories(top, inner)
    with pytest.raises(Unfit) as refused:
        shop.categories(replace(top, parent=inner.id))
    assert codes(refused) == [("catalog.category_in_itself", "/0/parent")]
    with pytest.raises(Unfit) as refused:
        shop.categories(Category(new_id(), "SHIRTS", parent=top.id))
    assert codes(refused) == [("catalog.category_name_taken", "/0/name")]
    shop.categories(Category(new_id(), "Shirts"))
    assert shop.violations() == []


def test_a_business_sees_nothing_of_anothers_items(shop, working):
    one = dress()
    shop.save(one)
    stranger = house_of(new_id())
    with working(stranger):
        assert queries.items([one.id]) == {}
        assert queries.page_of_items(limit=10) == []
        assert queries.variants_by_code(["D-M"]) == {}
        assert queries.facts_for([one.variants[0].id], at=NOW) == {}
    with working(stranger):
        catalog.save_items([dress()], by=stranger, at=NOW)
    assert shop.violations() == []


def test_the_checks_name_what_is_broken(shop, working):
    one, other = dress(), item()
    shop.save(one, other)
    with working():
        sets.execute("UPDATE catalog_barcode SET active = false")
        sets.execute("UPDATE catalog_variant SET options = '[]' WHERE sku = 'D-M'")
        sets.execute("DELETE FROM catalog_price WHERE variant_id = %s", [other.variants[0].id])
        sets.execute("DELETE FROM catalog_variant WHERE item_id = %s", [other.id])
    assert {(each.check, each.subject) for each in shop.violations()} == {
        ("catalog.barcodes_live_with_their_variant", str(one.variants[0].id)),
        ("catalog.variants_fill_every_option", str(one.variants[0].id)),
        ("catalog.items_have_a_variant", str(other.id)),
    }
