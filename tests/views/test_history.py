"""The history in words: no column, no number of a row, and each moment where the reader is."""

from typing import Any

import pytest

from models.history import HistoryEntry, HistoryLine, HistoryPage
from tests.views.things import AT, NASTY, group, person
from views import history
from views.history.verbs import OWN_ACTS, VERBS

ZONE = "America/New_York"


def message(page: HistoryPage, zone: str = ZONE) -> str:
    return str(history.listed(page, group=None, person=None, zone=zone, is_first=True)["text"])


def line(action: str, before: Any = None, after: Any = None, subject: str = "task:1") -> str:
    entry = HistoryEntry(
        id=1, at=AT, action=action, subject=subject, before=before or {}, after=after or {}
    )
    names = {"person:7": "Ben Brook", "person:8": "Cleo Costa", "organization:2": "Tunxis"}
    names["pattern:weekly"] = "every Monday at 2:00 PM"
    return message(
        HistoryPage((HistoryLine(entry, "Ann Abara", "Metadata", "Norms review"),), names)
    )


def test_a_merge_of_libraries_says_where_its_undo_is() -> None:
    where = "For 30 days the page of the library that it is part of has Undo."
    assert where in line("organization.merged", {}, {}, "organization:3")
    assert where not in line("organization.changed", {}, {}, "organization:3")


def test_who_did_something_about_themselves_is_named_once() -> None:
    for action, words in OWN_ACTS.items():
        entry = HistoryEntry(id=1, at=AT, action=action, subject="person:7", before={}, after={})
        own, others = (
            message(HistoryPage((HistoryLine(entry, who, "", "Ben Brook"),), {}))
            for who in ("Ben Brook", "Ann Abara")
        )
        assert own.endswith(f"*Ben Brook* {words}")
        assert others.endswith(f"*Ann Abara* {VERBS[action]} Ben Brook")


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        (
            ("task.due", {"due_on": "2026-11-30"}, {"due_on": "2026-12-04"}),
            "due: Mon, Nov 30, 2026 →",
        ),
        (("task.due", {"due_on": "2026-11-30"}, {"due_on": None}), "Mon, Nov 30, 2026 → nothing"),
        (("task.reassigned", {"owner": 7}, {"owner": 8}), "owner: Ben Brook → Cleo Costa"),
        (("task.reassigned", {"owner": None}, {"owner": 9}), "owner: nothing → somebody or"),
        (("task.done", {}, {"credited": 7}), "credited to: Ben Brook"),
        (
            ("meeting.attendance", {"came": []}, {"came": [7, 8]}),
            "who came: nothing → Ben Brook, C",
        ),
        (
            ("meeting.moved", {"starts_at": "2026-12-01T19:00:00Z", "minutes": 60}, {"minutes": 1}),
            "length: 60 minutes → 1 minute",
        ),
        (("meeting.moved", {"answers": {"7": "yes"}}, {}), "answers: Ben Brook yes"),
        (("person.placed", {"organization_id": None}, {"organization_id": 2}), "→ Tunxis"),
        (("series.scheduled", {}, {"pattern": "weekly"}), "repeats: every Monday at 2:00 PM"),
        (("group.changed", {"digest_weekday": 0}, {"digest_weekday": None}), "Monday → nothing"),
        (("group.changed", {"digest_time": "09:00:00"}, {"digest_time": "13:30"}), "1:30 PM"),
        (("group.changed", {"is_private": False}, {"is_private": True}), "private: no → yes"),
        (
            ("holidays.changed", {"2026-12-25": "Xmas"}, {"2026-12-25": "Christmas"}),
            "added: Fri, Dec 25, 2026 Christmas; taken out: Fri, Dec 25, 2026 Xmas",
        ),
        (("preferences.changed", {"muted": []}, {"muted": ["remind"]}), "→ meetings ahead"),
        (("delivery.dropped", {}, {"dropped": ["a", "b"]}), "given up: 2 messages"),
        (
            ("consortium.changed", {"zone": "UTC", "name": "A"}, {"zone": "UTC", "name": "B"}),
            "A → B",
        ),
        (("group.later_act", {}, {"new_fact": "x"}), "new fact: x"),
        (("task.due", {"due_on": "odd"}, {"due_on": "odder"}), "due: odd → odder"),
    ],
)
def test_before_and_after_read_as_words(facts: Any, words: str) -> None:
    text = line(*facts)
    assert words in text
    assert "_" not in text


def test_only_what_differs_is_told() -> None:
    text = line("consortium.changed", {"zone": "UTC", "name": "A"}, {"zone": "UTC", "name": "B"})
    assert "time zone" not in text


def test_who_when_where_and_what_stand_in_each_entry() -> None:
    text = line("task.due", {"due_on": "2026-11-30"}, {"due_on": "2026-12-04"})
    assert "9:30 AM EST · Metadata" in text or "Metadata" in text
    assert "*Ann Abara* changed the due day of the task “Norms review”" in text


def test_moments_are_told_where_the_reader_is() -> None:
    moved = ("meeting.moved", {"starts_at": "2026-12-01T19:00:00Z"}, {"starts_at": "2026-12-02"})
    entry = HistoryEntry(id=1, at=AT, action=moved[0], subject="meeting:1", before=moved[1])
    page = HistoryPage((HistoryLine(entry, None, None, "Norms"),))
    assert "2:00 PM EST" in message(page)
    assert "11:00 AM PST" in message(page, "America/Los_Angeles")
    assert "*Convene* moved" in message(page)


def test_an_empty_history_says_so() -> None:
    empty = HistoryPage(())
    text = history.listed(empty, group=group(), person=None, zone=ZONE, is_first=True)["text"]
    assert text == "History of Metadata: nothing is written down."


def test_the_next_page_is_of_the_same_group_and_person() -> None:
    entry = HistoryEntry(id=40, at=AT, action="task.done", subject="task:1")
    page = HistoryPage((HistoryLine(entry, None, None, NASTY),), below=40)
    shown = history.listed(page, group=group(), person=person("Ben"), zone=ZONE, is_first=True)
    [element] = shown["blocks"][-1]["elements"]
    assert element["value"] == f"{group().id}|{person('Ben').id}|40"


def test_the_history_of_a_group_names_it_in_no_entry() -> None:
    entry = HistoryEntry(id=1, at=AT, action="task.done", subject="task:1", group_id=1)
    page = HistoryPage((HistoryLine(entry, "Ann Abara", "Norms team", "Norms review"),))
    of_group = history.listed(page, group=group(), person=None, zone=ZONE, is_first=True)["text"]
    assert "Norms team" in message(page)
    assert "Norms team" not in of_group


@pytest.mark.parametrize(
    ("action", "who", "words"),
    [
        ("deputy_named", "Ann Abara", "*Ann Abara* named Ben Brook as their deputy\nuntil: Fri, "),
        ("deputy_named", "Dag Dahl", "*Dag Dahl* named Ben Brook as the deputy of Ann Abara\n"),
        ("deputy_ended", "Ann Abara", "*Ann Abara* removed Ben Brook as their deputy"),
        ("deputy_ended", "Ben Brook", "*Ben Brook* removed Ben Brook as the deputy of Ann Abara"),
    ],
)
def test_who_became_deputy_is_named(action: str, who: str, words: str) -> None:
    facts = {"deputy": 7}
    before = facts if action == "deputy_ended" else {}
    after = {} if before else {**facts, "ends_on": "2026-12-04"}
    entry = HistoryEntry(
        id=1, at=AT, action=f"membership.{action}", subject="membership:1", before=before
    )
    entry.after = after
    page = HistoryPage((HistoryLine(entry, who, "", "Ann Abara"),), {"person:7": "Ben Brook"})
    assert words in message(page)


def test_every_act_reads_between_two_names() -> None:
    assert all(words == words.strip() and words[0].islower() for words in VERBS.values())
