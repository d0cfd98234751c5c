"""The picture of the packages and their imports in docs/architecture.md: ``make docs`` draws it."""

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


def arrows() -> set[tuple[str, str]]:
    """Which package imports which: (above, below)."""
    graph = grimp.build_graph(*(name for row in ROWS for name in row))
    pairs = {
        (module.partition(".")[0], imported.partition(".")[0])
        for module in graph.modules
        for imported in graph.find_modules_directly_imported_by(module)
    }
    return {(above, below) for above, below in pairs if above != below}


def picture() -> str:
    """A diagram of Mermaid, which GitHub draws."""
    names = [f"    {name}[{name}/]\n" for row in ROWS for name in row]
    lines = [f"    {above} --> {below}\n" for above, below in sorted(arrows())]
    return f"{BEGIN}flowchart TD\n{''.join(names)}{''.join(lines)}{END}"


def drawn(page: str) -> str:
    """The page with the picture of now."""
    before, _, rest = page.partition(BEGIN)
    return before + picture() + rest.partition(END)[2]


def main() -> None:
    PAGE.write_text(drawn(PAGE.read_text(encoding="utf-8")), encoding="utf-8")


if __name__ == "__main__":
    main()
