"""No module imports itself by way of others, whether for its types or inside a function."""

import ast
from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

from tests.test_architecture import PACKAGES, ROOT

PLANTED = {
    "straight": {"top.py": "import low", "low.py": "import top"},
    "of a name": {"top.py": "from low import thing", "low.py": "from top import other"},
    "for types alone": {
        "top.py": "import low",
        "low.py": "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    import top",
    },
    "inside a function": {
        "top.py": "import low",
        "low.py": "def late():\n    from top import thing",
    },
    "through the face of a package": {
        "top.py": "from room import thing",
        "room/__init__.py": "from room.far import thing",
        "room/far.py": "import top",
    },
    "through a face that a longer path loads": {
        "top.py": "from room.near import thing",
        "room/__init__.py": "from room.far import other",
        "room/near.py": "",
        "room/far.py": "import top",
    },
    "of a module by its package": {
        "room/__init__.py": "",
        "room/near.py": "from room import far",
        "room/far.py": "from room import near",
    },
    "by dots": {
        "room/__init__.py": "",
        "room/near.py": "from . import far",
        "room/far.py": "from .near import thing",
    },
    "of a package and its module": {
        "room/__init__.py": "from room.near import thing",
        "room/near.py": "from room import other",
    },
}
STRAIGHT = {
    "top.py": "import low, room\nfrom room.near import thing",
    "low.py": "import json",
    "room/__init__.py": "from room.near import thing",
    "room/near.py": "from room import far\nimport low",
    "room/far.py": "from low import thing",
}


def test_no_module_imports_itself_by_way_of_others() -> None:
    assert _cycle(_imports(ROOT, PACKAGES)) == []


@pytest.mark.parametrize("files", PLANTED.values(), ids=PLANTED)
def test_a_cycle_would_be_seen(tmp_path: Path, files: dict[str, str]) -> None:
    cycle = _cycle(_imports(_written(tmp_path, files)))
    assert len(cycle) > 2
    assert cycle[0] == cycle[-1]


def test_imports_that_go_one_way_are_no_cycle(tmp_path: Path) -> None:
    imports = _imports(_written(tmp_path, STRAIGHT))
    assert imports["top"] == {"low", "room", "room.near"}
    assert imports["room.near"] == {"room.far", "low"}
    assert _cycle(imports) == []


def _written(folder: Path, files: dict[str, str]) -> Path:
    for name, text in files.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def _cycle(imports: dict[str, set[str]]) -> list[str]:
    """The modules of one cycle, with the first again at the end; empty if there is none."""
    try:
        TopologicalSorter(imports).prepare()
    except CycleError as error:
        found: list[str] = error.args[1]
        return found
    return []


def _imports(root: Path, packages: tuple[str, ...] = (".",)) -> dict[str, set[str]]:
    """Of each module, those of ours that Python loads for it."""
    files = {
        _name(file.relative_to(root)): file
        for package in packages
        for file in (root / package).rglob("*.py")
    }
    return {
        module: {
            ours for name in _imported(module, file) for ours in _loaded(module, name, set(files))
        }
        for module, file in files.items()
    }


def _name(file: Path) -> str:
    parts = file.with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def _imported(module: str, file: Path) -> Iterator[str]:
    """Every name that the text of a module imports, wherever in it that stands."""
    parts = module.split(".")
    package = parts if file.name == "__init__.py" else parts[:-1]
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            near = package[: len(package) - node.level + 1] if node.level else []
            source = ".".join([*near, *filter(None, [node.module])])
            yield from (f"{source}.{alias.name}" for alias in node.names)


def _loaded(module: str, name: str, ours: set[str]) -> Iterator[str]:
    """The module that a name is or comes from, and the packages on the way to it.

    A package in which the importing module stands itself has been entered already, so it counts
    only where something is taken from its face.
    """
    parts = name.split(".")
    ways = [".".join(parts[:end]) for end in range(1, len(parts) + 1)]
    ours_on_the_way = [way for way in ways if way in ours]
    for way in ours_on_the_way:
        is_source = way == ours_on_the_way[-1]
        if way != module and (is_source or not module.startswith(f"{way}.")):
            yield way
