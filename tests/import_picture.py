"""The picture of the packages and their imports in docs/architecture.md: ``make docs`` draws it."""

from collections import Counter
from pathlib import Path

import grimp

PAGE = Path(__file__).parents[1] / "docs" / "architecture.md"
ROWS = (
    ("bot",),
    ("demo", "handlers", "scheduler", "web"),
    ("services", "views"),
    ("models",),
    ("sandbox",),
)
"""From top to bottom; the sandbox is a program of its own."""
BEGIN, END = "```mermaid\n", "```\n"


def counts() -> Counter[tuple[str, str]]:
    """How many imports there are from one package to another, module by module."""
    graph = grimp.build_graph(*(name for row in ROWS for name in row))
    found = (
        (module.partition(".")[0], imported.partition(".")[0])
        for module in graph.modules
        for imported in graph.find_modules_directly_imported_by(module)
    )
    return Counter(pair for pair in found if pair[0] != pair[1])


def picture() -> str:
    """A diagram of Mermaid, which GitHub draws; the words on an arrow count imports."""
    names = [f"    {name}[{name}/]\n" for row in ROWS for name in row]
    arrows = [
        f"    {above} -->|{count}| {below}\n" for (above, below), count in sorted(counts().items())
    ]
    return f"{BEGIN}flowchart TD\n{''.join(names)}{''.join(arrows)}{END}"


def drawn(page: str) -> str:
    """The page with the picture of now."""
    before, _, rest = page.partition(BEGIN)
    return before + picture() + rest.partition(END)[2]


def main() -> None:
    PAGE.write_text(drawn(PAGE.read_text(encoding="utf-8")), encoding="utf-8")


if __name__ == "__main__":
    main()
