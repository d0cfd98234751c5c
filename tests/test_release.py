"""Releases: what is bounded, locked, in the wheel and licensed; and how a release is made."""

import json
import re
import subprocess
import tomllib
from datetime import date
from pathlib import Path
from zipfile import ZipFile

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from deploy import parts, release
from models.release import release as installed

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
CALENDARS = {"tzdata"}
"""What states the time zones of now: an older one is wrong, so there is no upper bound."""
TYPES = {"packaging", "types-python-dateutil"}
"""Only the checks use them."""
LICENCES = {
    *("MIT", "MIT License", "BSD-3-Clause", "BSD License", "Apache-2.0", "PSF-2.0", "ZPL 2.1"),
    *("BSD-2-Clause", "Apache-2.0 AND BSD-2-Clause", "LGPL-3.0-only"),
}
"""Those that were read, and ask nothing of whoever runs Convene."""
TODAY = date(2026, 12, 1)
CHANGELOG = "# Changelog\n\n## [Unreleased]\n\n- A change.\n\n## [0.1.0] - 2026-01-01\n\n- First.\n"


def requirements() -> list[Requirement]:
    groups = PROJECT["optional-dependencies"]
    lines = [*PROJECT["dependencies"], *(line for group in groups.values() for line in group)]
    return [needed for needed in map(Requirement, lines) if needed.name != "convene"]


@pytest.mark.parametrize("needed", requirements(), ids=lambda needed: str(needed.name))
def test_every_library_has_a_lower_and_an_upper_bound(needed: Requirement) -> None:
    operators = {bound.operator for bound in needed.specifier}
    assert operators == {">=", "<"} or needed.name in CALENDARS | TYPES


def locked() -> dict[str, tuple[str, int]]:
    """Of each library in the constraints: its version, and how many hashes stand with it."""
    text = (ROOT / release.CONSTRAINTS).read_text(encoding="utf-8")
    blocks = re.findall(
        r"^([\w.-]+)==(\S+)[^\n]*\n((?: +--hash=sha256:[0-9a-f]{64}.*\n)*)", text, re.M
    )
    return {name: (version, hashes.count("sha256")) for name, version, hashes in blocks}


def test_the_constraints_fit_what_the_project_asks_for_and_hold_hashes() -> None:
    groups = PROJECT["optional-dependencies"]
    lines = [*PROJECT["dependencies"], *groups["metrics"], *groups["postgres"]]
    held = locked()
    for needed in map(Requirement, lines):
        version, _ = held[canonicalize_name(needed.name)]
        assert needed.specifier.contains(version), needed
    assert [name for name, (_, hashes) in held.items() if not hashes] == []


def test_every_library_of_the_product_is_locked() -> None:
    assert {library.name for library in parts.libraries()[1:]} <= set(locked())


def test_the_licence_of_every_library_is_one_that_was_read() -> None:
    odd = [(library.name, library.licence) for library in parts.libraries()]
    assert [(name, licence) for name, licence in odd if licence not in LICENCES] == []


def test_the_bill_of_materials_names_each_library_once_and_what_needs_it() -> None:
    bill = json.loads(parts.sbom(parts.libraries()))
    assert (bill["bomFormat"], bill["specVersion"]) == ("CycloneDX", "1.6")
    assert bill["metadata"]["component"]["name"] == "convene"
    refs = [component["bom-ref"] for component in bill["components"]]
    assert len(refs) == len(set(refs)) >= 20
    assert {"pkg:pypi/waitress", "pkg:pypi/psycopg"} <= {ref.partition("@")[0] for ref in refs}
    known = {*refs, bill["metadata"]["component"]["bom-ref"]}
    needed = {ref for row in bill["dependencies"] for ref in row["dependsOn"]}
    assert needed == set(refs)
    assert {row["ref"] for row in bill["dependencies"]} == known


def test_the_list_for_people_has_a_line_a_library() -> None:
    found = [parts.Library("convene", "1.0.0", "MIT"), parts.Library("b", "2", parts.UNKNOWN)]
    assert parts.licences(found) == "convene  1.0.0       MIT\nb        2           unknown\n"


def test_the_version_is_that_of_the_project_file() -> None:
    assert release.current_version(ROOT) == PROJECT["version"] == installed()


def test_the_wheel_brings_what_an_installation_needs() -> None:
    tool = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]
    brought = tool["setuptools"]["data-files"]["share/convene"]
    assert all((ROOT / name).exists() for name in brought)
    names = {Path(name).name for name in brought} | set(PROJECT["license-files"])
    assert set(release.IN_THE_WHEEL) <= names


def test_what_a_wheel_lacks_is_named(tmp_path: Path) -> None:
    wheel = tmp_path / "convene.whl"
    with ZipFile(wheel, "w") as packed:
        packed.writestr("convene.data/data/share/convene/manifest.json", "{}")
        packed.writestr("convene.dist-info/licenses/LICENSE", "MIT")
    assert release.missing_from(wheel) == [".env.example", "constraints.txt"]


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    (tmp_path / "deploy").mkdir()
    (tmp_path / "pyproject.toml").write_text('[project]\nversion = "0.9.0"\n', encoding="utf-8")
    (tmp_path / "CHANGELOG.md").write_text(CHANGELOG, encoding="utf-8")
    git(tmp_path, "init", "--quiet")
    git(tmp_path, "config", "user.name", "Test")
    git(tmp_path, "config", "user.email", "test@example.org")
    git(tmp_path, "add", ".")
    git(tmp_path, "commit", "--quiet", "-m", "First")
    return tmp_path


def git(folder: Path, *words: str) -> str:
    result = subprocess.run(["git", *words], cwd=folder, capture_output=True, text=True, check=True)
    return result.stdout.strip()


def test_a_release_is_written_committed_and_tagged(repository: Path) -> None:
    release.prepare(repository, "0.10.0", today=TODAY, resolve=lambda _root: "a==1\n")
    assert release.current_version(repository) == "0.10.0"
    assert (repository / release.CONSTRAINTS).read_text() == "a==1\n"
    changelog = (repository / "CHANGELOG.md").read_text(encoding="utf-8")
    assert "## [Unreleased]\n\n## [0.10.0] - 2026-12-01\n\n- A change.\n" in changelog
    assert release.unreleased(changelog) == ""
    assert git(repository, "log", "-1", "--format=%s") == "release: Convene 0.10.0."
    assert git(repository, "describe") == "v0.10.0"
    assert git(repository, "status", "--porcelain") == ""


@pytest.mark.parametrize("version", ["0.9.0", "0.8.9", "v1.0.0", "1.0", "", "01.0.0"])
def test_a_version_that_does_not_follow_changes_nothing(repository: Path, version: str) -> None:
    with pytest.raises(release.CannotRelease):
        release.prepare(repository, version, today=TODAY, resolve=lambda _root: "")
    assert git(repository, "status", "--porcelain") == ""
    assert git(repository, "tag") == ""


def test_what_is_not_committed_and_a_silent_changelog_stop_a_release(repository: Path) -> None:
    (repository / "notes.txt").write_text("mine")
    with pytest.raises(release.CannotRelease, match="not committed"):
        release.prepare(repository, "1.0.0", today=TODAY, resolve=lambda _root: "")
    (repository / "notes.txt").unlink()
    release.prepare(repository, "1.0.0", today=TODAY, resolve=lambda _root: "")
    with pytest.raises(release.CannotRelease, match="nothing new"):
        release.prepare(repository, "1.1.0", today=TODAY, resolve=lambda _root: "")


def test_a_resolver_that_fails_leaves_everything_as_it_was(repository: Path) -> None:
    def fails(_root: Path) -> str:
        raise release.CannotRelease("uv: no network")

    with pytest.raises(release.CannotRelease, match="no network"):
        release.prepare(repository, "1.0.0", today=TODAY, resolve=fails)
    assert git(repository, "status", "--porcelain") == ""
