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
TABLES = {"Deputy", "Home", "Leave", "Membership", "Representation", "Role"}
COLUMNS = {"since", "until"}
READERS = {
    "services/terms/conditions.py",
    "services/terms/cuts.py",
    "services/terms/deputies.py",
    "services/terms/homes.py",
    "services/terms/leaves.py",
    "services/terms/library_services.py",
    "services/terms/overlaps.py",
    "services/terms/representations.py",
    "services/terms/seat_terms.py",
    "services/terms/service_changes.py",
    "services/terms/service_spans.py",
    "services/terms/who_serves.py",
}
DECLARED = {
    *("models/deputies.py", "models/groups.py", "models/people.py"),
    *("models/representatives.py", "models/seats.py"),
}
"""Where the columns are declared, with their indexes."""
NAMED = {"views/history/labels.py"}
"""Where the keys of old entries of the history, which are named like columns, have their words."""
STANDING = {"is_program_manager", "is_director", "chairs", "chaired", "stays_in"}
STANDING |= {"belongs_to", "allows"}
"""What a rule looks at; everybody else asks the rule."""
STANDINGS = {"who", "by"}
"""What a ``Standing`` is called; others, too, have ``groups``."""
BY_NAME = {"getattr", "setattr", "hasattr", "delattr", "attrgetter"}
RULES = "services/access/"


def direct_checks(text: str) -> list[str]:
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
        if (name := _text(node)) == "discharged_at":
            found.append(f"{_line(node)}: {name!r}")
    return found + list(_named_in_texts(tree))


def _named_in_texts(tree: ast.Module) -> Iterator[str]:
    """Where a column is named by a text: for ``setattr`` and its like anywhere; as a key, and as
    the name of a value, in what speaks of the tables.
    """
    speaks = any(_name(node) in TABLES for node in ast.walk(tree) if isinstance(node, ast.expr))
    for node in ast.walk(tree):
        match node:
            case ast.Call(func=func, args=args) if _name(func) in BY_NAME:
                texts = [_text(word) for word in args]
            case ast.Subscript(slice=key, ctx=ast.Store()) if speaks:
                texts = [_text(key)]
            case ast.Dict(keys=keys) if speaks:
                texts = [_text(key) for key in keys]
            case ast.Call(func=ast.Attribute(attr="values"), keywords=words) if speaks:
                texts = [word.arg or "" for word in words]
            case _:
                continue
        yield from (f"{node.lineno}: {text!r}" for text in texts if text in COLUMNS)


def _text(node: ast.AST | None) -> str:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""


def _line(node: ast.AST) -> int:
    return getattr(node, "lineno", 0)


def powers(text: str) -> list[str]:
    """Where a module looks at what somebody is, instead of asking whether she may."""
    return [
        f"{node.lineno}: {ast.unparse(node)}"
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.Attribute)
        and (node.attr in STANDING or (node.attr == "groups" and _name(node.value) in STANDINGS))
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
        if path not in READERS | DECLARED | NAMED and (seen := direct_checks(text))
    }
    assert found == {}


@pytest.mark.parametrize("path", sorted(READERS))
def test_the_module_that_reads_them_does(path: str) -> None:
    assert direct_checks((ROOT / path).read_text(encoding="utf-8"))


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
        "setattr(row, 'since', now)",
        "getattr(row, 'until', None)",
        "attrgetter('until')(row)",
        "more['discharged_at'] = now",
        "values = {'discharged_at': now}",
        "setattr(group, 'discharged_at', now)",
        "more['until'] = now\nsave(entry, Membership, more)",
        "save(Membership, {'since': now})",
        "session.exec(sa.update(Membership).values(until=now))",
        "session.exec(sa.update(models.Role).values({'until': now}))",
    ],
)
def test_a_look_from_elsewhere_would_be_seen(text: str) -> None:
    assert len(direct_checks(text)) == 1


@pytest.mark.parametrize(
    "text",
    [
        "pattern.until",
        "facts.since",
        "typed.until is None",
        "row['since']",
        "days = {'since': day}",
        "session.get(Membership, 1).role",
    ],
)
def test_other_things_that_are_named_so_are_not_meant(text: str) -> None:
    assert direct_checks(text) == []


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


@pytest.mark.parametrize(
    ("text", "is_seen"),
    [
        ("ask.who.belongs_to(group.id)", True),
        ("ask.who.allows(Needs.CHAIR)", True),
        ("list(who.groups)", True),
        ("by.groups.get(group.id)", True),
        ("ask.who.groups", True),
        ("plan.state.groups", False),
        ("services.groups", False),
    ],
)
def test_which_words_are_those_of_a_rule(text: str, is_seen: bool) -> None:
    assert bool(powers(text)) is is_seen
