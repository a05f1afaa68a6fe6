"""The map in tillbook/README.md, the folders and the import contracts tell the same."""

import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
ROW = re.compile(r"^\| (\d) \| `(\w+)` \|", re.MULTILINE)


def floors_of_the_map():
    text = (ROOT / "tillbook/README.md").read_text()
    return {name: int(floor) for floor, name in ROW.findall(text)}


def floors_of_the_contract():
    """Modules from top to bottom as the layers contract has them."""
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]
    [floors] = [each for each in contracts["contracts"] if each["id"] == "floors"]
    return [
        [name.strip().removeprefix("tillbook.") for name in layer.split("|")]
        for layer in floors["layers"]
    ]


def folders():
    return {path.parent.name for path in (ROOT / "tillbook").glob("*/__init__.py")}


def test_every_folder_is_on_the_map_and_nothing_else():
    assert set(floors_of_the_map()) - {"tillbook_pricing"} == folders()


def test_the_contract_and_the_map_agree_on_the_floors():
    floors = floors_of_the_map()
    layers = floors_of_the_contract()
    assert {name for layer in layers for name in layer} == set(floors)
    heights = [floors[layer[0]] for layer in layers]
    assert heights == sorted(heights, reverse=True)
    assert all(len({floors[name] for name in layer}) == 1 for layer in layers)


@pytest.mark.parametrize("module", sorted(folders() - {"config"}))
def test_every_module_explains_itself_on_one_screen(module):
    readme = ROOT / "tillbook" / module / "README.md"
    assert readme.exists(), f"{module} has no README.md"
    assert len(readme.read_text().splitlines()) <= 80


def test_every_module_with_tables_keeps_them_private_by_contract():
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]
    kept = {
        module.split(".")[1]
        for each in contracts["contracts"]
        if each["type"] == "protected"
        for module in each["protected_modules"]
    }
    with_tables = {path.parent.name for path in (ROOT / "tillbook").glob("*/models.py")}
    assert kept == with_tables
