"""The command that writes the record of a group for the public."""

from pathlib import Path

from tests.bot.test_import_export import convene, folder

__all__ = ["folder"]
DAYS = ("--from", "2026-07-01", "--to", "2027-06-30")


def test_the_record_is_written_into_an_empty_folder(folder: Path, tmp_path: Path) -> None:
    convene("import", folder, "--apply")
    out = tmp_path / "record"
    done = convene("record", "reserves", *DAYS, "--folder", out)
    assert (done.exit_code, "start with index.md" in done.output) == (0, True), done.output
    assert sorted(file.name for file in out.iterdir()) == [
        "attendance.csv",
        "decisions.csv",
        "index.md",
        "meetings.csv",
        "notices.csv",
        "votes.csv",
    ]
    assert {file.stat().st_mode & 0o777 for file in out.iterdir()} == {0o600}
    assert (out / "index.md").read_text("utf-8").startswith("# Record of Reserves\n")
    again = convene("record", "Reserves", *DAYS, "--folder", out)
    assert (again.exit_code, "is not empty" in again.output) == (2, True)


def test_no_group_and_odd_days_are_refused(folder: Path, tmp_path: Path) -> None:
    convene("import", folder, "--apply")
    out = tmp_path / "record"
    for words, expected in (
        (("Nowhere", *DAYS, "--folder", out), "no group called Nowhere"),
        (
            ("Reserves", "--from", "2027-07-01", "--to", "2026-07-01", "--folder", out),
            "--from comes after --to",
        ),
        (("Reserves", *DAYS), "Missing option"),
    ):
        result = convene("record", *words)
        assert (result.exit_code, expected in result.output) == (2, True), result.output
    assert not out.exists()
