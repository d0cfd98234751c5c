"""One word for one thing: class names and module names are unique, constants have one value, and
variables say what they are.

A name that stands for several things is only allowed where it is declared here: the nouns of the
product, of which every folder has its own module, and the kinds of module of which every noun has
its own.
"""

import ast
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PRODUCT = (
    "bot",
    "demo",
    "handlers",
    "models",
    "sandbox",
    "scheduler",
    "services",
    "views",
    "web",
)
NOUNS = {
    "agendas",
    "calls",
    "academic_terms",
    "balances",
    "candidates",
    "chairs",
    "commitments",
    "confirmations",
    "console",
    "consortium",
    "contributions",
    "data_sheets",
    "decisions",
    "deliverables",
    "obligations",
    "deliveries",
    "departures",
    "deputies",
    "digests",
    "group_channels",
    "feeds",
    "freshness",
    "group_equity",
    "groups",
    "handovers",
    "history",
    "holidays",
    "import_export",
    "interests",
    "invitations",
    "letters",
    "links",
    "meetings",
    "merges",
    "minutes",
    "organizations",
    "outbox",
    "participation",
    "partner_links",
    "pauses",
    "people",
    "polls",
    "preferences",
    "public_records",
    "reminders",
    "representatives",
    "presence",
    "proposals",
    "alternates",
    "recorders",
    "recusals",
    "partial_attendance",
    "requests",
    "seats",
    "stories",
    "sunsets",
    "tasks",
    "topics",
    "value_statements",
    "voting_rights",
    "waiting",
    "weekly_mails",
}
"""What the product is about: each folder may have a module, or a package, of this name."""
SHAPES = {
    "answering",
    "cards",
    "changes",
    "changing",
    "charge",
    "forms",
    "ids",
    "lists",
    "members",
    "news",
    "owners",
    "past",
    "reading",
}
"""The modules of a noun's package: what they are of is said by the package."""
SLACKS_OWN = {"Channel", "Shortcut"}
"""Slack's things, of which the bot and the sandbox, two programs, each have a class."""
SLACKS_MODULES = {"channels", "messages", "people", "reactions"}
"""Modules of the sandbox, a program of its own: what happens to Slack's things in each package."""
_ID = re.compile(r"[a-z_]+(\.[a-z_]+)+")
VAGUE = {"one", "asked", "told", "said", "frm"}


def test_every_public_class_has_a_name_of_its_own() -> None:
    homes: dict[str, list[str]] = defaultdict(list)
    for file in _files(*PRODUCT):
        for name in public_classes(ast.parse(file.read_text(encoding="utf-8"))):
            homes[name].append(_place(file))
    assert _repeated(homes, SLACKS_OWN) == {}
    assert SLACKS_OWN - _repeated(homes, set()).keys() == set()


def test_every_module_has_a_name_of_its_own_or_that_of_a_declared_noun_or_shape() -> None:
    homes: dict[str, list[str]] = defaultdict(list)
    for file in _files(*(folder for folder in PRODUCT if folder != "sandbox")):
        path = file.parent if file.name == "__init__.py" else file.with_suffix("")
        if not (path.parent.name in NOUNS and path.name in SHAPES):
            homes[path.name].append(_place(file))
    assert _repeated(homes, NOUNS) == {}
    assert NOUNS - _repeated(homes, set()).keys() == set()


def test_every_module_of_the_sandbox_has_a_name_of_its_own_or_that_of_a_thing_of_slacks() -> None:
    homes: dict[str, list[str]] = defaultdict(list)
    for file in _files("sandbox"):
        homes[(file.parent if file.name == "__init__.py" else file).stem].append(_place(file))
    assert _repeated(homes, SLACKS_MODULES) == {}
    assert SLACKS_MODULES - _repeated(homes, set()).keys() == set()


def test_every_constant_has_one_value_in_the_product() -> None:
    found: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for file in _files(*PRODUCT):
        for name, value in constants(ast.parse(file.read_text(encoding="utf-8"))):
            found[name][value].append(_place(file))
    assert _several(found) == {}


@pytest.mark.parametrize("folder", [*PRODUCT, "docs", "tests"])
def test_no_variable_is_called_by_a_word_that_says_nothing(folder: str) -> None:
    found = [
        f"{_place(file)}:{line} {name}"
        for file in _files(folder)
        for line, name in variables(ast.parse(file.read_text(encoding="utf-8")))
        if name in VAGUE
    ]
    assert found == []


@pytest.mark.parametrize("folder", [*PRODUCT, "docs", "migrations", "tests"])
def test_the_formatter_decides_everywhere(folder: str) -> None:
    mark = "fmt: " + "skip"
    assert [_place(file) for file in _files(folder) if mark in file.read_text("utf-8")] == []


def test_what_the_checks_look_for_would_be_seen() -> None:
    text = """
class Roster:
    class Inner: ...
    asked: int

class _Hidden: ...

def send(told, *frm, key=None):
    row.one = key
    return [one for one in session.exec(select(told)).one()]

send(asked=1)
with open(path) as told: ...
import frm as told
"""
    tree = ast.parse(text)
    assert public_classes(tree) == ["Roster"]
    assert sorted({(line, name) for line, name in variables(tree) if name in VAGUE}) == [
        (4, "asked"),
        (8, "frm"),
        (8, "told"),
        (9, "one"),
        (10, "one"),
        (10, "told"),
        (12, "asked"),
        (13, "told"),
        (14, "told"),
    ]
    homes = {"Page": ["models/tasks.py", "models/decisions.py"], "Task": ["models/tasks.py"]}
    assert _repeated(homes, set()) == {"Page": ["models/tasks.py", "models/decisions.py"]}
    assert _repeated(homes, {"Page"}) == {}


def test_a_constant_with_two_values_would_be_seen() -> None:
    text = """
LONGEST = 3000
_LONGEST: Final = 2 * 60
WAIT, REST = timedelta(hours=1), ("a", 1)
OPEN = "task.open"
PATTERN = re.compile("x")
BASIS = LONGEST
NAMES = {"a": 1}
small = 1
def f(): MOST = 1
"""
    plain = list(constants(ast.parse(text)))
    assert plain == [
        ("LONGEST", "3000"),
        ("LONGEST", "2 * 60"),
        ("WAIT", "timedelta(hours=1)"),
        ("REST", "('a', 1)"),
    ]
    homes = {"PAGE": {"10": ["a.py", "b.py"]}, "ROOM": {"1": ["a.py"], "2": ["b.py"]}}
    assert _several(homes) == {"ROOM": {"1": ["a.py"], "2": ["b.py"]}}


def public_classes(tree: ast.Module) -> list[str]:
    """The classes that others can import."""
    return [
        node.name
        for node in tree.body
        if isinstance(node, ast.ClassDef) and not node.name.startswith("_")
    ]


def constants(tree: ast.Module) -> Iterator[tuple[str, str]]:
    """Plain values that a module gives a name in capitals, private or not, as they are written.

    An id of a button or form is left out: its module, or the noun in it, says what it is of.
    """
    for node in tree.body:
        match node:
            case ast.Assign(targets=[ast.Name(id=name)], value=value):
                pairs = [(name, value)]
            case ast.Assign(targets=[ast.Tuple(elts=names)], value=ast.Tuple(elts=values)):
                pairs = [
                    (ast.unparse(name), value) for name, value in zip(names, values, strict=True)
                ]
            case ast.AnnAssign(target=ast.Name(id=name), value=ast.expr() as value):
                pairs = [(name, value)]
            case _:
                pairs = []
        for name, value in pairs:
            if name.strip("_").isupper() and _is_plain(value):
                yield name.lstrip("_"), ast.unparse(value)


def _is_plain(value: ast.expr) -> bool:
    match value:
        case ast.Constant(value=str(text)):
            return not _ID.fullmatch(text)
        case ast.Constant(value=int() | float()):
            return True
        case ast.BinOp(left=left, right=right):
            return _is_plain(left) and _is_plain(right)
        case ast.Call(func=ast.Name(id=name)):
            return name in {"timedelta", "time", "date", "datetime", "range"}
        case ast.Tuple(elts=parts):
            return bool(parts) and all(_is_plain(part) for part in parts)
    return False


def _several(found: Mapping[str, Mapping[str, list[str]]]) -> dict[str, dict[str, list[str]]]:
    return {name: dict(values) for name, values in found.items() if len(values) > 1}


def variables(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Names of variables, arguments and attributes that are set, with their lines."""
    for node in ast.walk(tree):
        match node:
            case ast.Name(id=name) | ast.arg(arg=name) | ast.Attribute(attr=name, ctx=ast.Store()):
                yield node.lineno, name
            case ast.keyword(arg=str(name)) | ast.alias(asname=str(name)):
                yield node.lineno, name
            case ast.FunctionDef(name=name):
                yield node.lineno, name
            case ast.ExceptHandler(name=str(name)) | ast.MatchAs(name=str(name)):
                yield node.lineno, name
            case _:
                pass


def _repeated(homes: dict[str, list[str]], declared: set[str]) -> dict[str, list[str]]:
    return {
        name: places for name, places in homes.items() if len(places) > 1 and name not in declared
    }


def _files(*folders: str) -> list[Path]:
    return sorted(file for folder in folders for file in (ROOT / folder).rglob("*.py"))


def _place(file: Path) -> str:
    return file.relative_to(ROOT).as_posix()
