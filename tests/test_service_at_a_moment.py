"""Who serves where is asked of one module, and what somebody may do of one package: the columns and
the facts behind the rules are read nowhere else.
"""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PRODUCT = ("bot", "demo", "handlers", "models", "scheduler", "services", "views", "web")
TABLES = {"Membership", "Role"}
COLUMNS = {"since", "until"}
READERS = {"services/terms.py"}
DECLARED = {"models/groups.py", "models/people.py"}
"""Where the columns are declared, with their indexes."""
STANDING = {"is_program_manager", "chairs", "chaired", "stays_in"}
"""What a rule looks at; everybody else asks the rule."""
RULES = "services/access/"


def looks(text: str) -> list[str]:
    """Where a module reads or writes the columns: of the tables, of rows and of aliases of them."""
    tree = ast.parse(text)
    rows = set(_rows(tree))
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and _is_column(node, rows):
            found.append(f"{node.lineno}: {ast.unparse(node)}")
        if isinstance(node, ast.Call) and _name(node.func) in TABLES:
            named = [word.arg for word in node.keywords if word.arg in COLUMNS]
            found += [f"{node.lineno}: {_name(node.func)}({name}=)" for name in named]
    return found


def powers(text: str) -> list[str]:
    """Where a module looks at what somebody is, instead of asking whether she may."""
    return [
        f"{node.lineno}: {ast.unparse(node)}"
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.Attribute) and node.attr in STANDING
    ]


def _is_column(node: ast.Attribute, rows: set[str]) -> bool:
    if node.attr == "discharged_at":
        return True
    return node.attr in COLUMNS and _name(node.value) in TABLES | rows


def _name(node: ast.expr) -> str:
    """The last name of ``Membership`` and of ``models.Membership``."""
    return node.attr if isinstance(node, ast.Attribute) else getattr(node, "id", "")


def _rows(tree: ast.Module) -> Iterator[str]:
    """Names that hold a row or an alias: annotated so, or bound to what speaks of the table."""
    for node in ast.walk(tree):
        match node:
            case ast.arg(arg=name, annotation=ast.expr() as kind) if _speaks(kind):
                yield name
            case ast.AnnAssign(target=target, annotation=kind) if _speaks(kind):
                yield from _targets(target)
            case ast.Assign(targets=targets, value=value) if _speaks(value):
                yield from (name for target in targets for name in _targets(target))
            case ast.NamedExpr(target=target, value=value) if _speaks(value):
                yield from _targets(target)
            case ast.For(target=target, iter=value) if _speaks(value):
                yield from _targets(target)
            case ast.comprehension(target=target, iter=value) if _speaks(value):
                yield from _targets(target)
            case _:
                pass


def _speaks(node: ast.expr) -> bool:
    words = (
        set(re.findall(r"\w+", part.value))
        if isinstance(part, ast.Constant) and isinstance(part.value, str)
        else {_name(part)}
        for part in ast.walk(node)
        if isinstance(part, ast.expr)
    )
    return any(found & TABLES for found in words)


def _targets(target: ast.expr) -> Iterator[str]:
    return (part.id for part in ast.walk(target) if isinstance(part, ast.Name))


def _modules(*packages: str) -> Iterator[tuple[str, str]]:
    for package in packages:
        for file in sorted((ROOT / package).rglob("*.py")):
            yield str(file.relative_to(ROOT)), file.read_text(encoding="utf-8")


def test_days_of_service_are_read_by_one_module() -> None:
    found = {
        path: seen
        for path, text in _modules(*PRODUCT)
        if path not in READERS | DECLARED and (seen := looks(text))
    }
    assert found == {}


@pytest.mark.parametrize("path", sorted(READERS))
def test_the_module_that_reads_them_does(path: str) -> None:
    assert looks((ROOT / path).read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    "text",
    [
        "select(Person).where(col(Membership.until).is_(None))",
        "select(models.Role.since)",
        "group.discharged_at is None",
        "Membership(group_id=1, person_id=2, since=now)",
        "def of(seat: Membership): return seat.until",
        "def of(seat: 'Membership | None'): return seat.since",
        "for row in session.exec(select(Membership)): row.until = now",
        "[row.since for row in session.exec(select(Role))]",
        "seat = session.get(Membership, 1)\nprint(seat.since)",
        "earlier = aliased(Membership)\nselect(earlier.until)",
        "if seat := session.get(Membership, 1):\n    seat.until = now",
        "seat: Membership = found[0]\nseat.until",
    ],
)
def test_a_look_from_elsewhere_would_be_seen(text: str) -> None:
    assert len(looks(text)) == 1


@pytest.mark.parametrize(
    "text",
    ["pattern.until", "facts.since", "typed.until is None", "session.get(Membership, 1).role"],
)
def test_other_things_that_are_named_so_are_not_meant(text: str) -> None:
    assert looks(text) == []


def test_doors_and_services_ask_rules_and_look_at_no_power() -> None:
    found = {
        path: seen
        for path, text in _modules("bot", "handlers", "scheduler", "services", "views", "web")
        if not path.startswith(RULES) and (seen := powers(text))
    }
    assert found == {}


def test_a_rule_that_is_spelled_out_elsewhere_would_be_seen() -> None:
    text = "may = ask.who.chairs(group.id) or ask.who.is_program_manager"
    assert sorted(powers(text)) == ["1: ask.who.chairs", "1: ask.who.is_program_manager"]
