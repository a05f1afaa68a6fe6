"""Small files, small functions, and a few things that this house does not do."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
FUNCTION_MAX = 70
FILE_MAX = 600
BANNED_NAMES = {"utils", "helpers", "common", "services", "managers", "misc"}
DOORS = {"api", "jobs", "sessions", "middleware"}

SOURCES = sorted(
    path
    for folder in ("tillbook", "tillbook_pricing", "storm")
    for path in (ROOT / folder).rglob("*.py")
    if "migrations" not in path.parts
)


def name_of(path):
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("path", SOURCES, ids=name_of)
def test_files_and_functions_are_small(path):
    text = path.read_text()
    assert len(text.splitlines()) <= FILE_MAX
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            assert node.end_lineno - node.lineno < FUNCTION_MAX, node.name


@pytest.mark.parametrize("path", SOURCES, ids=name_of)
def test_the_house_has_no_signals_no_save_no_shelves_without_a_name(path):
    text = path.read_text()
    assert "@receiver" not in text
    assert not re.search(r"^\s+def save\(", text, re.MULTILINE)
    assert path.stem not in BANNED_NAMES
    assert path.parent.name not in BANNED_NAMES


BELOW_THE_DOORS = [
    path
    for path in SOURCES
    if path.is_relative_to(ROOT / "tillbook")
    and not path.is_relative_to(ROOT / "tillbook/cli")
    and not path.is_relative_to(ROOT / "tillbook/config")
    and path.stem not in DOORS
    and path != ROOT / "tillbook/kernel/doors.py"
]


@pytest.mark.parametrize("path", BELOW_THE_DOORS, ids=name_of)
def test_below_the_doors_nobody_reads_the_clock(path):
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Attribute):
            assert (
                node.attr not in {"now", "today", "utcnow"}
                or not isinstance(node.value, ast.Name)
                or node.value.id not in {"datetime", "date", "timezone"}
            ), ast.unparse(node)


NO_MONEY_HERE = {
    ROOT / "tillbook_pricing/build.py",  # divides paths
    ROOT / "tillbook/printing/escpos/raster.py",  # counts pixels
}
MONEY = [
    path
    for module in ("tillbook_pricing", "tillbook")
    for path in (ROOT / module).rglob("*.py")
    if "migrations" not in path.parts
    and path not in NO_MONEY_HERE
    and not path.is_relative_to(ROOT / "tillbook/cli")
    and not path.is_relative_to(ROOT / "tillbook/config")
]


@pytest.mark.parametrize("path", MONEY, ids=name_of)
def test_no_float_comes_near_money(path):
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            assert node.func.id not in {"float", "round"}, f"line {node.lineno}"
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Div):
            pytest.fail(f"line {node.lineno}: {ast.unparse(node)}")
