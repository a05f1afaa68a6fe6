"""The engine keeps to the Python that MicroPython 1.27 runs, and runs in the same way.

Some of what is banned here fails at once on MicroPython; some silently answers something else,
which is worse: unstable sorting, dicts without order, JSON's true that is no number.
"""

import ast

import pytest

from tillbook_pricing.build import PACKAGE, engine_files

OWN = "tillbook_pricing"
BUILTIN_MODULES = {"json"}
SYNTAX = {
    ast.Match: "match",
    ast.TryStar: "except*",
    ast.AsyncFunctionDef: "async",
    ast.Await: "await",
    ast.Global: "global state",
    ast.Div: "true division makes floats",
}
CALLS = {
    "float": "money is whole",
    "round": "round() takes halves to even",
    "format": "format() ignores __format__",
    "vars": "vars() is missing",
    "breakpoint": "breakpoint() is missing",
}
METHODS = {
    "bit_length",
    "zfill",
    "casefold",
    "removeprefix",
    "removesuffix",
    "maketrans",
    "isascii",
    "isdigit",
    "isdecimal",
    "isnumeric",
    "upper",
    "lower",
    "title",
    "ljust",
    "rjust",
    "add_note",
    "__class_getitem__",
}
GENERICS = {"dict", "list", "tuple", "set"}
SORT_REASON = "sorting is not stable: sort tuples that end in something unique, without a key"


def test_every_engine_file_keeps_to_small_python():
    found = [fault for path in engine_files() for fault in faults(path.name, path.read_text())]

    assert found == []


def test_the_files_that_are_not_checked_are_not_imported_by_the_engine():
    assert sorted(path.name for path in PACKAGE.glob("*.py")) == sorted(
        [*(path.name for path in engine_files()), "build.py", "shapes.py"]
    )
    for path in engine_files():
        for node in run_time_nodes(ast.parse(path.read_text())):
            if isinstance(node, ast.ImportFrom):
                assert node.module not in {f"{OWN}.build", f"{OWN}.shapes"}, path


@pytest.mark.parametrize(
    "source",
    [
        "import re",
        "from typing import Any",
        "from __future__ import annotations",
        "match 1:\n    case _: pass",
        "a = {**{}, 'b': 1}",
        "def f(a, /): pass",
        "class A(metaclass=type): pass",
        "class A(B, C): pass",
        "raise ValueError from None",
        "sorted([], key=len)",
        "[].sort(key=len)",
        "zip([], [], strict=True)",
        "isinstance(1, int)",
        "isinstance(1, (dict, list))",
        "a = 1 / 2",
        "a = 1.5",
        "float('1')",
        "round(1)",
        "''.zfill(3)",
        "'ä'.upper()",
        "json.dumps({})",
        "A = int | None",
        "A = dict[str, int]",
        "@dataclass\nclass A: pass",
        "try:\n    pass\nexcept* ValueError:\n    pass",
        "f'{1:x^9}'",
    ],
)
def test_the_check_finds_what_micropython_lacks(source):
    assert faults("engine.py", source)


def faults(name: str, source: str) -> list[str]:
    return [
        f"{name}:{getattr(node, 'lineno', 0)}: {reason}"
        for node in run_time_nodes(ast.parse(source))
        for reason in reasons(node)
    ]


def run_time_nodes(tree):
    """Walk everything that MicroPython runs: not annotations, not `if TYPE_CHECKING`."""
    if isinstance(tree, ast.If) and ast.unparse(tree.test) == "TYPE_CHECKING":
        return
    yield tree
    for field, value in ast.iter_fields(tree):
        if field in {"annotation", "returns"}:
            continue
        for child in value if isinstance(value, list) else [value]:
            if isinstance(child, ast.AST):
                yield from run_time_nodes(child)


def reasons(node):
    if type(node) in SYNTAX:
        yield SYNTAX[type(node)]
    yield from import_reasons(node)
    yield from definition_reasons(node)
    yield from value_reasons(node)
    if isinstance(node, ast.Call):
        yield from call_reasons(node)


def import_reasons(node):
    if isinstance(node, ast.Import):
        for each in node.names:
            if each.name not in BUILTIN_MODULES:
                yield f"import {each.name}"
    if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] != OWN:
        yield f"from {node.module} import"


def definition_reasons(node):
    if isinstance(node, ast.arguments) and node.posonlyargs:
        yield "positional-only arguments"
    if isinstance(node, ast.ClassDef) and (node.keywords or len(node.bases) > 1):
        yield "metaclasses and several bases"
    if isinstance(node, ast.ClassDef | ast.FunctionDef) and node.decorator_list:
        yield "decorators"
    if isinstance(node, ast.Raise) and node.cause:
        yield "raise ... from"


def value_reasons(node):
    if isinstance(node, ast.Dict) and None in node.keys:
        yield "{**a}"
    if isinstance(node, ast.Constant) and isinstance(node.value, float):
        yield "a float"
    if isinstance(node, ast.FormattedValue) and node.format_spec:
        yield "a format specification"
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.BitOr):
        yield "X | Y at run time"
    if isinstance(node, ast.Subscript) and ast.unparse(node.value) in GENERICS:
        yield "a generic at run time"


def call_reasons(node):
    name = node.func.id if isinstance(node.func, ast.Name) else ""
    method = node.func.attr if isinstance(node.func, ast.Attribute) else ""
    keywords = {each.arg for each in node.keywords}
    if name in CALLS:
        yield CALLS[name]
    if name == "isinstance" and ast.unparse(node.args[1]) not in {"dict", "list"}:
        yield "True is an int on one engine only: isinstance is for dict and list"
    if (name == "sorted" or method == "sort") and keywords:
        yield SORT_REASON
    if name == "zip" and keywords:
        yield "zip(strict=)"
    if method in METHODS:
        yield f".{method}() differs or is missing"
    if method == "dumps":
        yield "json.dumps escapes differently"
