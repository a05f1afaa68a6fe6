"""What each system's export says, in the neutral shape."""

from datetime import date

import pytest

from tillbook.catalog.types import Unit
from tillbook.importing import profiles
from tillbook.importing.types import ImportedStock, ImportedTax, Terms, Unreadable

TERMS = Terms(minor_digits=2, today=date(2026, 11, 23))


def reading(*lines, **options):
    return profiles.read("\n".join(lines).encode(), TERMS, **options)


def problems(read):
    return [
        (each.row, each.column, each.code.removeprefix("importing."), each.blocks)
        for each in read.problems
    ]


# Shopify

SHOPIFY = (
    "Handle,Title,Body (HTML),Type,Option1 Name,Option1 Value,Option2 Name,Option2 Value,"
    "Variant SKU,Variant Inventory Tracker,Variant Inventory Qty,Variant Price,"
    "Variant Requires Shipping,Variant Taxable,Variant Barcode,Image Src,Cost per item,Status"
)


def test_shopify_joins_variants_by_handle_and_skips_rows_of_images():
    read = reading(
        SHOPIFY,
        "tee,Tee,<p>Soft &amp; <b>warm</b></p><script>x</script><ul><li>red</li></ul>,Tops,"
        "Size,S,Colour,Red,'0012,shopify,3,9.90,true,true,'4006381333931,a.jpg,4,active",
        "mug,Mug,,,Title,Default Title,,,,,1,5,false,false,,m.jpg,,draft",
        "tee,,,,,M,,Red,,,,9.90,,,,,,",
        "tee,,,,,,,,,,,,,,,b.jpg,,",
    )
    tee, mug = read.items
    assert (tee.key, tee.name, tee.rows, tee.category) == ("tee", "Tee", (2, 4, 5), ("Tops",))
    assert tee.description == "Soft & warm\n\nred"
    assert tee.options == ("Size", "Colour")
    small, medium = tee.variants
    assert (small.options, small.sku, small.barcodes) == (
        ("S", "Red"),
        "0012",
        ("4006381333931",),
    )
    assert (small.price, small.cost, small.stock) == (990, 400, (ImportedStock("", 3000),))
    assert (medium.row, medium.options, medium.sku) == (4, ("M", "Red"), "")
    assert (tee.taxes, tee.track_stock, tee.archived) == (None, True, False)
    assert (mug.options, mug.taxes, mug.track_stock, mug.archived) == ((), (), False, True)
    assert problems(read) == []


def test_shopifys_new_column_names_are_known_and_a_resaved_file_with_commas_is_read():
    read = reading(
        "Title;URL handle;Option1 name;Option1 value;SKU;Price;Inventory quantity",
        "Bag;bag;Title;Default Title;B;1.234,50;2",
        "Cap;cap;Title;Default Title;C;1.234;2",
    )
    assert [item.variants[0].price for item in read.items] == [123_450, 123_400]


@pytest.mark.parametrize(
    "row, problem",
    [
        ("tee,Tee,,,Size,S,,,,,,abc,,,,,,", (3, "Variant Price", "amount_unreadable", True)),
        ("tee,Tee,,,Size,S,,,,,,-1,,,,,,", (3, "Variant Price", "amount_negative", True)),
        ("tee,Tee,,,Size,S,,,,,,1.999,,,,,,", (3, "Variant Price", "amount_too_fine", True)),
        ("tee,Tee,,,Size,S,,,,,,1,,maybe,,,,", (3, "Variant Taxable", "not_yes_or_no", True)),
        ("tee,Tee,,,Size,,,,,,,1,,,,,,", (3, "Option1 Value", "option_missing", True)),
        ("tee,,,,Size,S,,,,,,1,,,,,,", (3, "Title", "name_missing", True)),
        ("tee,Tee,,,,,,,,,,,,,,x.jpg,,", (4, "Option1 Name", "option_name_missing", True)),
        (",Tee,,,Size,S,,,,,,1,,,,,,", (3, "Handle", "key_missing", True)),
        ("tee,Tee,,,Size,S,,,T,,,2,,,4.00638E+12,,,", (3, "Variant Barcode", "code_damaged", True)),
        ("tee,Tee,,,Size,S,,,T,,,2,,,,,,,,x", (3, "", "row_too_long", True)),
        ("tee,Tee,,,Size,S,,,ok,,,2,,,,,,", (3, "Variant SKU", "sku_twice", True)),
        ("tee,Tee,,,Size,S,,,,,,2,,,12345670,,,", (3, "Variant Barcode", "barcode_twice", True)),
    ],
)
def test_a_bad_row_leaves_its_item_out_whole_and_is_named(row, problem):
    good = "ok,Ok,,,Size,S,,,OK,,,1.00,,,0000012345670,,,"
    second = "tee,,,,,M,,,,,,1,,,,,,"
    read = reading(SHOPIFY, good, row, second)
    assert [item.name for item in read.items] == ["Ok"]
    assert problem in problems(read)


def test_an_item_of_nothing_but_images_cannot_be_sold():
    read = reading(SHOPIFY, "tee,Tee,,,,,,,,,,,,,,x.jpg,,")
    assert read.items == ()
    assert problems(read) == [(2, "Variant Price", "variants_missing", True)]


# WooCommerce

WOO = (
    "ID,Type,SKU,Name,Published,Description,Tax status,Tax class,Stock,Sale price,"
    "Regular price,Categories,Parent,Attribute 1 name,Attribute 1 value(s),"
    "Attribute 2 name,Attribute 2 value(s),Date sale price starts,Date sale price ends"
)


def test_woocommerce_gathers_variations_by_sku_or_id_of_the_parent():
    read = reading(
        WOO,
        '7,variable,TEE,Tee,1,,taxable,reduced-rate,,,,"Clothing > Tops, Sale",,'
        'Colour,"Red, Blue",Size,"S, M",,',
        "8,variation,TEE-R,Tee - Red,1,,taxable,parent,4,,20,,tee,Colour,Red,Size,,,",
        "9,variation,TEE-B,Tee - Blue,-1,,taxable,,parent,,21,,id:7,Colour,Blue,Size,,,",
        '10,"simple, virtual",ALB,Album,-1,"One\\nTwo",none,,,,3,Music,,,,,,,',
    )
    tee, album = read.items
    assert (tee.rows, tee.options, tee.category) == ((2, 3, 4), ("Colour",), ("Clothing", "Tops"))
    assert [(v.sku, v.options, v.price, v.archived) for v in tee.variants] == [
        ("TEE-R", ("Red",), 2000, False),
        ("TEE-B", ("Blue",), 2100, True),
    ]
    assert (tee.taxes, tee.track_stock) == ((ImportedTax("reduced-rate", None),), True)
    assert (album.taxes, album.track_stock, album.archived) == ((), False, True)
    assert album.description == "One\nTwo"
    assert problems(read) == [(2, "Categories", "categories_left_out", False)]


@pytest.mark.parametrize(
    "begins, ends, price, code",
    [
        ("", "", 800, "sale_price_taken"),
        ("2026-11-23", "2026-11-23 23:59:59", 800, "sale_price_taken"),
        ("2026-11-24", "", 1000, "sale_price_left_out"),
        ("", "2026-11-22", 1000, "sale_price_left_out"),
    ],
)
def test_a_sale_price_is_taken_while_the_sale_is_on(begins, ends, price, code):
    read = reading(WOO, f"1,simple,A,A,1,,,,,8,10,,,,,,,{begins},{ends}")
    assert read.items[0].variants[0].price == price
    assert [each.code for each in read.problems] == [f"importing.{code}"]


@pytest.mark.parametrize(
    "row, problem",
    [
        ("1,grouped,G,G,1,,,,,,,,,,,,,,", (2, "Type", "grouped_left_out", True)),
        ("1,external,G,G,1,,,,,,5,,,,,,,,", (2, "Type", "external_left_out", True)),
        ("1,booking,G,G,1,,,,,,5,,,,,,,,", (2, "Type", "type_unknown", True)),
        ("1,variation,G,G,1,,,,,,5,,NOBODY,,,,,,", (2, "Parent", "parent_missing", True)),
        ("1,variable,G,G,1,,,,,,5,,,,,,,,", (2, "Type", "variants_missing", True)),
        (
            "1,simple,G,G,1,,,,,8,5,,,,,,,soon,",
            (2, "Date sale price starts", "date_unreadable", True),
        ),
        (",simple,,G,1,,,,,,5,,,,,,,,", (2, "SKU", "key_missing", True)),
    ],
)
def test_woocommerce_rows_that_cannot_be_sold_are_named(row, problem):
    read = reading(WOO, row)
    assert read.items == ()
    assert problem in problems(read)


GERMAN = (
    "ID,Typ,Artikelnummer,Name,Regulärer Preis,Kategorien,Übergeordnetes Produkt,"
    "Attribut 1 Name,Attribut 1 Wert(e)"
)
SPANISH = (
    'ID,Tipo,SKU,Nombre,Precio normal,Categorías,Superior,"Nombre del atributo 1",'
    '"Valor(es) del atributo 1"'
)


@pytest.mark.parametrize("header", [GERMAN, SPANISH])
def test_woocommerce_headers_of_other_languages_are_known(header):
    read = reading(
        header,
        "1,variable,T,Tee,,Tops,,Farbe,Rot",
        "2,variation,T-R,Tee rot,9.90,,T,Farbe,Rot",
    )
    assert read.items[0].options == ("Farbe",)
    assert read.items[0].variants[0].price == 990


# Loyverse

LOYVERSE = (
    "Handle,SKU,Name,Category,Description,Sold by weight,Option 1 name,Option 1 value,"
    "Option 2 name,Option 2 value,Option 3 name,Option 3 value,Cost,Barcode,"
    "SKU of included item,Quantity of included item,Track stock,"
    "Available for sale [Bar],Price [Bar],In stock [Bar],Low stock [Bar],"
    "Available for sale [Café, South],Price [Café, South],In stock [Café, South],"
    "Low stock [Café, South]"
).replace("Café, South", "Café South")
TAXES = ',"Tax - ""VAT"" (7.5%)","Tax - ""City"" (1%)"'


def test_loyverse_reads_stores_taxes_weights_and_variants():
    read = reading(
        LOYVERSE + TAXES,
        "ham,1,Ham,Meat,<p>Good</p>,Y,,,,,,,12.3456,20,,,Y,Y,20.00,1.250,,Y,21.00,-0.500,,Y,N",
        "tea,2,Tea,,,N,Size,S,,,,,0,,,,N,Y,variable,,,N,,,,N,N",
        "tea,3,,,,,,L,,,,,0,,,,,N,3.00,,,N,3.00,,,,",
    )
    ham, tea = read.items
    assert (ham.unit, ham.category, ham.description) == (Unit.KILOGRAM, ("Meat",), "Good")
    assert ham.taxes == (ImportedTax("VAT", 75_000),)
    assert (ham.variants[0].price, ham.variants[0].cost) == (2000, 1235)
    assert ham.variants[0].stock == (
        ImportedStock("Bar", 1250),
        ImportedStock("Café South", -500),
    )
    assert (tea.options, tea.taxes, tea.track_stock) == (("Size",), (), False)
    assert [(v.sku, v.options, v.price, v.archived) for v in tea.variants] == [
        ("2", ("S",), None, False),
        ("3", ("L",), 300, True),
    ]
    assert problems(read) == [
        (2, "Cost", "cost_rounded", False),
        (2, "In stock [Café South]", "stock_negative", False),
        (2, "Price [Café South]", "price_of_other_store", False),
    ]


def test_loyverse_components_are_no_variants():
    read = reading(
        LOYVERSE,
        "set,9,Set,,,N,,,,,,,0,,1,2.000,N,Y,30,,,Y,30,,",
        "set,,,,,,,,,,,,,,2,1.000,,,,,,,,,",
    )
    assert [len(item.variants) for item in read.items] == [1]
    assert problems(read) == [(2, "SKU of included item", "components_left_out", False)]


def test_loyverse_columns_are_found_by_place_in_any_language():
    header = (
        "Handle,REF,Nombre,Categoria,Descripción,Vendido por peso,Opción 1 nombre,"
        "Opción 1 valor,Opción 2 nombre,Opción 2 valor,Opción 3 nombre,Opción 3 valor,Coste,"
        "Codigo de barras,REF del componente,Cantidad del componente,Seguir el Inventario,"
        "Usar producción,Proveedor,Costo de compra,Disponibles para la venta [Obrador],"
        "Precio [Obrador],En inventario [Obrador],Existencias bajas [Obrador],"
        'Stock óptimo [Obrador],"impuesto - ""IVA 4%"" (4%)"'
    )
    read = reading(header, "pan,10205,Pan,pa,,N,,,,,,,0.00,,,,Y,,,,Y,3.90,5.000,,,Y")
    [bread] = read.items
    assert (bread.name, bread.variants[0].sku, bread.variants[0].price) == ("Pan", "10205", 390)
    assert bread.taxes == (ImportedTax("IVA 4%", 40_000),)
    assert bread.variants[0].stock == (ImportedStock("Obrador", 5000),)


# Any file


def test_a_named_profile_tells_which_columns_are_missing():
    with pytest.raises(Unreadable) as refused:
        reading("Handle,Title,Price", "a,b,1", profile="shopify")
    assert refused.value.code == "importing.columns_missing"
    assert refused.value.facts == {"profile": "Shopify", "columns": "Option1 Name, Option1 Value"}


@pytest.mark.parametrize("profile", ["", "shopify"])
def test_supplier_lists_are_not_mistaken_for_an_export(profile):
    with pytest.raises(Unreadable):
        reading("SKU,Name,Price", "1,2,3", profile=profile)
