"""Makes a release: ``make release VERSION=0.2.0``.

It writes version, changelog and constraints, commits and tags them, and builds the wheel. Nothing
leaves the machine: publishing is what ``git push`` and an upload do afterwards.
"""

import re
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from zipfile import ZipFile

ROOT = Path(__file__).parents[1]
CONSTRAINTS = Path("deploy/constraints.txt")
IN_THE_WHEEL = ("manifest.json", ".env.example", "constraints.txt", "LICENSE")
"""What has to come with the program for whoever installs it without this repository."""
UNRELEASED = "## [Unreleased]\n"
_VERSION = re.compile(r'^version = "([^"]+)"$', re.MULTILINE)
_NUMBER = re.compile(r"(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)")
Resolve = Callable[[Path], str]


class CannotRelease(Exception):
    """What must be mended first, in words."""


def prepare(root: Path, version: str, *, today: date, resolve: Resolve) -> None:
    """Write a release into the files of ``root``, commit it and tag it.

    Raises ``CannotRelease`` before anything is written.
    """
    _check(root, version)
    locked = resolve(root)
    _rewrite(root / "pyproject.toml", lambda text: with_version(text, version))
    _rewrite(root / "CHANGELOG.md", lambda text: with_heading(text, version, today))
    (root / CONSTRAINTS).write_text(locked, encoding="utf-8")
    _git(root, "add", "pyproject.toml", "CHANGELOG.md", str(CONSTRAINTS))
    _git(root, "commit", "--quiet", "--message", f"release: Convene {version}.")
    _git(root, "tag", "--annotate", f"v{version}", "--message", f"Convene {version}")


def with_version(text: str, version: str) -> str:
    """``pyproject.toml`` with another version."""
    return _VERSION.sub(f'version = "{version}"', text, count=1)


def with_heading(text: str, version: str, today: date) -> str:
    """The changelog, in which all that was unreleased stands under the new version."""
    return text.replace(UNRELEASED, f"{UNRELEASED}\n## [{version}] - {today:%Y-%m-%d}\n", 1)


def unreleased(text: str) -> str:
    """What the changelog tells of that no release has yet."""
    after = text.partition(UNRELEASED)[2]
    return re.split(r"^## \[", after, maxsplit=1, flags=re.MULTILINE)[0].strip()


def missing_from(wheel: Path) -> list[str]:
    """What should come with the program, and does not."""
    with ZipFile(wheel) as packed:
        names = {name.rpartition("/")[2] for name in packed.namelist()}
    return [name for name in IN_THE_WHEEL if name not in names]


def resolved(root: Path) -> str:
    """The newest libraries that fit, for every system, each with the hashes of its files."""
    command = (
        *("uv", "pip", "compile", "pyproject.toml", "--universal", "--generate-hashes", "--quiet"),
        *("--python-version", "3.11", "--extra", "metrics", "--extra", "postgres"),
        *("--no-annotate", "--no-header"),
    )
    head = "# Made by “make constraints”: pip install --require-hashes -r deploy/constraints.txt\n"
    return head + _output(root, sys.executable, "-m", *command)


def _check(root: Path, version: str) -> None:
    if not _NUMBER.fullmatch(version):
        raise CannotRelease(f"A version is three numbers such as 0.2.0, not {version!r}.")
    present = current_version(root)
    if _numbers(version) <= _numbers(present):
        raise CannotRelease(f"Version {version} does not follow {present}.")
    if _git(root, "status", "--porcelain"):
        raise CannotRelease("There are changes that are not committed. Commit them first.")
    if _git(root, "tag", "--list", f"v{version}"):
        raise CannotRelease(f"There is a tag v{version} already.")
    if not unreleased((root / "CHANGELOG.md").read_text(encoding="utf-8")):
        raise CannotRelease("The changelog tells of nothing new under “Unreleased”.")


def current_version(root: Path) -> str:
    """The version that ``pyproject.toml`` states."""
    found = _VERSION.search((root / "pyproject.toml").read_text(encoding="utf-8"))
    assert found
    return found[1]


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split("."))


def _rewrite(file: Path, change: Callable[[str], str]) -> None:
    file.write_text(change(file.read_text(encoding="utf-8")), encoding="utf-8")


def _git(root: Path, *words: str) -> str:
    return _output(root, "git", *words)


def _output(root: Path, *command: str) -> str:
    result = subprocess.run(
        command, cwd=root, capture_output=True, text=True, encoding="utf-8", check=False
    )
    if result.returncode:
        raise CannotRelease(f"{' '.join(command[:3])}: {(result.stderr or result.stdout).strip()}")
    return result.stdout


def build(root: Path) -> Path:
    """The wheel, in ``dist/``. Raises ``CannotRelease`` where something is missing from it."""
    command = ("-m", "pip", "wheel", "--quiet", "--no-deps", "--wheel-dir", "dist", ".")
    _output(root, sys.executable, *command)
    wheel = root / "dist" / f"convene-{current_version(root)}-py3-none-any.whl"
    if missing := missing_from(wheel):
        raise CannotRelease(f"{wheel.name} lacks {', '.join(missing)}.")
    return wheel


def main(words: list[str]) -> int:
    """``constraints``, ``wheel``, or a version to release."""
    try:
        if words == ["constraints"]:
            (ROOT / CONSTRAINTS).write_text(resolved(ROOT), encoding="utf-8")
        elif words == ["wheel"]:
            print(build(ROOT))
        else:
            version = words[0] if words else ""
            prepare(ROOT, version, today=datetime.now(UTC).date(), resolve=resolved)
            print(f"{build(ROOT)}\nPublish it with: git push --follow-tags")
    except CannotRelease as trouble:
        print(trouble, file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
