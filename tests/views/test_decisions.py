"""The words about decisions:
within Slack's limits whatever people type, offering only what one may do.
"""

from datetime import UTC, datetime, timedelta

import pytest

from models import Decision, Group, GroupKind, Meeting, Question
from models.decisions import DecisionEntry, DecisionPage, OpenQuestion, Settled
from sandbox.driver import text_of
from sandbox.rules import check_message, check_view
from views import decisions as views

AT = datetime(2026, 11, 24, 14, 30, tzinfo=UTC)
ZONE = "America/New_York"
NASTY = ("<!channel> & <@UBEN> *bold* ~_`code` ```" * 20)[:500]
RIGHT_TO_LEFT = ("ועדת הקטלוג המשותף " * 40)[:500]


def group(name: str = "Metadata") -> Group:
    kind = GroupKind.WORKING_GROUP
    return Group(
        id=1, name=name, name_key=name.casefold(), kind=kind, channel_id="CMETA", created_at=AT
    )


def meeting(title: str = "Kick-off") -> Meeting:
    return Meeting(id=7, group_id=1, title=title, starts_at=AT, zone=ZONE, created_at=AT)


def question(wording: str = "Who pays?", number: int = 3) -> Question:
    return Question(id=number, group_id=1, wording=wording, raised_by=1, raised_at=AT)


def decision(
    wording: str = "One file", number: int = 4, question_id: int | None = None
) -> Decision:
    return Decision(
        id=number,
        group_id=1,
        wording=wording,
        recorded_by=1,
        recorded_at=AT,
        question_id=question_id,
    )


def page(
    title: str = "Kick-off", questions: int = 1, decisions: int = 1, wording: str = "One file"
) -> DecisionPage:
    entries: tuple[DecisionEntry, ...] = (
        *(OpenQuestion(question(wording, number), title[:200]) for number in range(questions)),
        *(Settled(decision(wording, number), title[:200]) for number in range(decisions)),
    )
    return DecisionPage(entries, questions=questions, decisions=decisions + 5, offset=0)


def labels(message: dict[str, object]) -> list[str]:
    found: list[str] = []
    for block in message["blocks"]:  # type: ignore[attr-defined]
        elements = [
            *block.get("elements", []),
            *([block["accessory"]] if "accessory" in block else []),
        ]
        found += [element["text"]["text"] for element in elements if element["type"] == "button"]
    return found


def test_the_list_in_words() -> None:
    message = views.listed(group(), page(), may_write=True, may_settle=lambda _one: True, zone=ZONE)
    assert text_of(message).splitlines() == [
        "Decisions of Metadata",
        "1 open question, 6 decisions",
        "*Still open*",
        "One file",
        "raised by Kick-off, Tue, Nov 24, 2026",
        "Answer",
        "*Decided*",
        "One file",
        "in Kick-off, Tue, Nov 24, 2026",
        "Open",
        "Remove",
        "Show 5 more",
        "Write down decisions",
    ]
    assert message["text"] == (
        "Decisions of Metadata: 1 open question, 6 decisions. "
        "One file, raised by Kick-off, Tue, Nov 24, 2026; One file, in Kick-off, Tue, Nov 24, 2026"
    )


def test_who_may_do_nothing_is_offered_nothing() -> None:
    message = views.listed(
        group(), page(), may_write=False, may_settle=lambda _one: False, zone=ZONE
    )
    assert labels(message) == ["Open", "Show 5 more"]


def test_an_empty_list_says_how_to_begin() -> None:
    empty = DecisionPage((), questions=0, decisions=0, offset=0)
    message = views.listed(
        group(), empty, may_write=False, may_settle=lambda _one: False, zone=ZONE
    )
    assert "has not written down a decision or an open question yet" in message["text"]
    assert "`/wg question`" in message["text"]


@pytest.mark.parametrize("words", ["Plain " * 83, NASTY, RIGHT_TO_LEFT, "&" * 500])
def test_within_the_limits_whatever_people_type(words: str) -> None:
    of, name = group(words[:200]), words[:200]
    for full in (page(name, 10, 0, words), page(name, 0, 10, words), page(name, 5, 5, words)):
        message = views.listed(of, full, may_write=True, may_settle=lambda _one: True, zone=ZONE)
        check_message(text=message["text"], blocks=message["blocks"])
    many = [decision(words, number) for number in range(20)]
    questions = [question(words, number) for number in range(20)]
    for message in (
        views.written(of, many, questions, meeting=meeting(name)),
        views.written(of, [], []),
        views.settled(of, question(words), decision(words)),
        views.settled(of, question(words), None),
        views.taken_back(of, words, reopened=True),
    ):
        check_message(text=message["text"], blocks=message["blocks"])
        assert "<!channel" not in message["text"]
    check_view(views.write(of, meeting(name), many))
    check_view(views.write(of, None))
    check_view(views.settle(question(words)))


@pytest.mark.parametrize(
    ("days_later", "line"),
    [
        (0, "in Norms review, Tue, Nov 24, 2026"),
        (3, "in Norms review, Tue, Nov 24, 2026; written down Fri, Nov 27, 2026"),
    ],
)
def test_a_decision_carries_the_day_of_its_meeting(days_later: int, line: str) -> None:
    held_at = datetime(2026, 11, 24, 19, tzinfo=UTC)
    row = decision("We share one norms file", 1)
    row.recorded_at = held_at + timedelta(days=days_later)
    entry = Settled(row, "Norms review", held_at, ZONE)
    page = DecisionPage((entry,), questions=0, decisions=1, offset=0)
    message = views.listed(group(), page, may_write=False, may_settle=bool, zone=ZONE)
    assert message["text"].endswith(f"We share one norms file, {line}")
