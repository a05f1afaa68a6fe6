"""The documents tell the truth: what they name exists, what they show can be worked out."""

import ast
import hashlib
import importlib
import json
import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
FOLDERS = ("docs", "tillbook", "tillbook_pricing", "storm", "benchmarks")
PAGES = sorted(
    [
        *(page for folder in FOLDERS for page in (ROOT / folder).rglob("*.md")),
        *(ROOT / name for name in ("README.md", "CONTRIBUTING.md", "SECURITY.md", "CHANGELOG.md")),
        ROOT / "web/README.md",
    ]
)
# Made by running something, so that a fresh checkout may not have them yet.
MADE = ("docs/screenshots/", "docs/openapi.json", "web/build", "dist/", ".venv/")
TOPS = {path.name for path in ROOT.iterdir() if path.is_dir()}
LINK = re.compile(r"\]\(([^)#\s]+)(?:#[^)]*)?\)")
CODE = re.compile(r"(?<!`)`([^`\n]+)`(?!`)")
PATH = re.compile(r"[\w.()\[\]+-]+(/[\w.()\[\]+-]+)*/?")
STOP = re.compile(r"^## (\d)\. .*: `([^`]+)`, `(\w+)`$", re.MULTILINE)


def name_of(path):
    return str(path.relative_to(ROOT))


def is_made(path):
    return any(name_of(path).startswith(each.rstrip("/")) for each in MADE)


def files_named_in(page):
    """Give the paths in code marks that begin with a folder beside the page or at the root."""
    for span in CODE.findall(page.read_text()):
        if PATH.fullmatch(span) and "/" in span:
            near = page.parent / span
            if near.exists() or span.split("/")[0] in TOPS:
                yield near if near.exists() else ROOT / span


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_every_file_that_a_page_names_exists(page):
    text = page.read_text()
    linked = {
        (page.parent / target).resolve()
        for target in LINK.findall(text)
        if "://" not in target and not target.startswith("/")
    }
    missing = {
        name_of(path)
        for path in linked | set(files_named_in(page))
        if not path.exists() and not is_made(path)
    }
    assert missing == set()


def test_the_tour_stops_eight_times_at_functions_that_exist():
    stops = STOP.findall((ROOT / "docs/tour.md").read_text())
    assert [int(number) for number, _, _ in stops] == list(range(1, 9))
    for _, file, function in stops:
        source = (ROOT / file).read_text()
        if file.endswith(".py"):
            defined = {
                node.name for node in ast.parse(source).body if isinstance(node, ast.FunctionDef)
            }
            assert function in defined, file
        else:
            assert re.search(rf"^  async {function}\(", source, re.MULTILINE), file


def test_the_heart_does_its_steps_in_the_order_the_tour_tells():
    source = (ROOT / "tillbook/sales/posting.py").read_text()
    steps = ["_judge(", "_move_goods(", "payments.record(", "ledger.post(", "operations.write(",
             "attention.raise_all(", "outbox.announce("]  # fmt: skip
    body = source[source.index("def post(") :]
    places = [body.index(step) for step in steps]
    assert places == sorted(places)


def test_the_german_words_of_the_glossary_are_those_of_the_screens():
    shown = "".join(path.read_text() for path in (ROOT / "web/src/i18n/locales/de").glob("*.json"))
    rows = re.findall(
        r"^\| ([^|]+) \| ([^|]+) \| [^|]+ \|$",
        (ROOT / "docs/glossary.md").read_text(),
        re.MULTILINE,
    )
    words = {german for word, german in rows if word not in {"word", "---"}}
    assert {word for word in words - {"\N{EN DASH}"} if not re.search(rf"\b{word}", shown)} == set()
    assert len(rows) > 60


@pytest.fixture(scope="module")
def examples():
    """The JSON documents that docs/documents.md shows, and its canonical text."""
    text = (ROOT / "docs/documents.md").read_text()
    chained, bare = re.findall(r"```json\n(.*?)```", text, re.DOTALL)
    [canonical] = re.findall(r"```text\n(.*?)\n```", text, re.DOTALL)
    return json.loads(chained), json.loads(bare), canonical


def test_the_worked_example_has_its_text_its_hash_and_its_place(examples):
    from tillbook.org.rules import chain_start
    from tillbook.sync import reading

    document, _, text = examples
    arrived = reading.read(json.dumps(document).encode())
    assert arrived.content == text
    assert arrived.hash == document["hash"] == hashlib.sha256(text.encode()).hexdigest()
    assert document["previous_hash"] == chain_start(document["register"], document["epoch"])


def test_a_program_may_send_what_the_page_shows(examples):
    from tillbook.sync import reading

    _, document, _ = examples
    arrived = reading.read(json.dumps(document).encode())
    assert not arrived.chained
    assert arrived.expected["total"] == sum(each["amount"] for each in document["tenders"])


def test_a_decimal_quantity_is_the_text_it_was_written_as(examples):
    from tillbook.sync import reading

    _, document, _ = examples
    as_text = json.dumps(document).replace('"quantity": "2"', '"quantity": "0.250"')
    as_number = as_text.replace('"0.250"', "0.250")
    assert reading.read(as_number.encode()).hash == reading.read(as_text.encode()).hash
    money = as_text.replace('"amount": 6300', '"amount": 6300.0')
    assert isinstance(reading.read(money.encode()), reading.Unreadable)


def test_every_field_of_the_wire_is_on_the_page():
    from tillbook.sync import reading, wire

    page = (ROOT / "docs/documents.md").read_text()
    kinds = (wire.Sale, wire.Return, wire.ShiftOpen, wire.ShiftClose, wire.CashMovement)
    named = {name for kind in kinds for name in kind.__struct_fields__} | set(wire.LETTERS)
    assert {name for name in named if f"`{name}`" not in page} == set()
    whole = {"id": "x", "kind": "sale", "position": 1}
    assert isinstance(reading.read(json.dumps(whole).encode()), reading.Unreadable)


MODULES = "kernel|org|identity|catalog|ledger|stock|payments|sales|importing|printing|sync|pricing"
A_CODE = re.compile(rf"({MODULES})\.[a-z0-9_]+")
RAISED_BY = {"Finding", "_finding", "Unreadable", "PricingError", "Flaw"}
TABLES_OF_CODES = {"_WORDS", "_ROWS", "_FILES", "OF_HTTP", "OF_THE_HOUSE"}


def places_of_codes(node):
    """Give the expressions in which a node of the source names codes of problems."""
    if isinstance(node, ast.ClassDef):
        for each in node.body:
            if isinstance(each, ast.Assign | ast.AnnAssign) and target_of(each) == "code":
                yield each.value
    elif isinstance(node, ast.Call):
        yield from (keyword.value for keyword in node.keywords if keyword.arg == "code")
        if ast.unparse(node.func).rpartition(".")[2] in RAISED_BY:
            yield from node.args
    elif isinstance(node, ast.Assign | ast.AnnAssign) and target_of(node) in TABLES_OF_CODES:
        yield node.value


def target_of(node):
    return ast.unparse(node.targets[0] if isinstance(node, ast.Assign) else node.target)


def codes_in_the_source():
    return {
        each.value.rstrip("_")  # a code that goes on with numbers is listed by its beginning
        for folder in ("tillbook", "tillbook_pricing")
        for path in (ROOT / folder).rglob("*.py")
        if "migrations" not in path.parts
        for node in ast.walk(ast.parse(path.read_text()))
        for place in places_of_codes(node)
        if place is not None
        for each in ast.walk(place)
        if isinstance(each, ast.Constant)
        and isinstance(each.value, str)
        and A_CODE.fullmatch(each.value)
    }


def test_every_code_is_explained_and_no_other():
    codes = codes_in_the_source()
    page = (ROOT / "docs/problems.md").read_text()
    explained = {span for span in CODE.findall(page) if A_CODE.fullmatch(span)}
    assert codes - explained == set()
    assert explained - codes == set()
    assert len(codes) > 100


def test_the_statuses_on_the_page_are_those_of_the_answers():
    importlib.import_module("tillbook.config.api")  # knows every module, so every refusal
    from tillbook.config.documentation import sorted_problems

    page = (ROOT / "docs/problems.md").read_text()
    written = dict(re.findall(r"^\| `([^`]+)` \| (\d{3}) \|", page, re.MULTILINE))
    answered = {each["code"]: str(each["status"]) for each in sorted_problems()}
    ours = codes_in_the_source()
    assert written == {code: status for code, status in answered.items() if code in ours}


def test_every_dependency_has_its_reason():
    wanted = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["dependencies"]
    names = {re.match(r"[\w-]+", each)[0] for each in wanted}
    record = (ROOT / "docs/decisions/0016-dependencies.md").read_text()
    assert set(re.findall(r"^\| `([\w-]+)` \|", record, re.MULTILINE)) == names


def test_every_library_of_the_browser_has_its_reason():
    locked = json.loads((ROOT / "web/package.json").read_text())["dependencies"]
    sources = [*(ROOT / "web/src").rglob("*.ts"), *(ROOT / "web/src").rglob("*.svelte")]
    text = "".join(path.read_text() for path in sources)
    used = {name for name in locked if re.search(rf"""['"]{re.escape(name)}[/'"]""", text)}
    record = (ROOT / "docs/decisions/0014-web-libraries.md").read_text()
    assert {name for name in used if f"`{name}`" not in record} == set()
    assert len(used) > 2


def test_decisions_are_numbered_short_and_in_one_form():
    records = sorted((ROOT / "docs/decisions").glob("[0-9]*.md"))
    assert [int(path.name[:4]) for path in records] == list(range(1, len(records) + 1))
    for path in records:
        lines = path.read_text().splitlines()
        assert lines[0].startswith(f"# {int(path.name[:4])}. "), path.name
        assert [line for line in lines if line.startswith("## ")] == [
            "## Context", "## Decision", "## Consequences",
        ], path.name  # fmt: skip
        assert len(lines) <= 35, path.name
