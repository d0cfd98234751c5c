"""What is said about meetings, at its longest and with the strangest names."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, time
from typing import Any

import pytest

from models import Group, GroupKind, Meeting, MeetingStatus, MemberRole, Person, RsvpAnswer
from models.meetings import (
    AgendaTotals,
    Cancelled,
    Checklist,
    Expected,
    MeetingForm,
    MeetingLine,
    MeetingReading,
    Moved,
    Summary,
)
from models.reach import Reach, set_up
from sandbox.driver import text_of
from sandbox.rules import check_message, check_view
from services import meetings
from services.meetings import DaysOff, MeetingPlan
from services.recurrence import Frequency, Pattern, occurrences
from views import meetings as views
from views.times import moment

NOW = datetime(2026, 11, 24, 14, 30, tzinfo=UTC)
AT = datetime(2026, 12, 8, 19, 0, tzinfo=UTC)
ZONE = "America/New_York"
NAMES = ("x" * 200, "<!channel> & *b* _i_ ~s~ `c` " * 6, "ספריית הקהילה " * 14, "&" * 200)
SECOND_TUESDAY = Pattern(Frequency.MONTHLY, time(14), ZONE, AT.date(), weekdays=(1,), nths=(2,))
GROUP = Group(id=1, name="Metadata", name_key="metadata", kind=GroupKind.COUNCIL, created_at=NOW)


def person(name: str = "Ann Abara", number: int = 1, slack_id: str | None = "UANN") -> Person:
    return Person(
        id=number, name=name[:200], slack_id=slack_id, organization_id=number % 19, created_at=NOW
    )


def meeting(name: str = "Norms review", **facts: Any) -> Meeting:
    given: dict[str, Any] = {
        "id": 12,
        "starts_at": AT,
        "minutes": 45,
        "place": "",
        "status": MeetingStatus.ON,
    }
    return Meeting(group_id=1, title=name[:200], zone=ZONE, created_at=NOW, **(given | facts))


def summary(**facts: Any) -> Summary:
    given: dict[str, Any] = {
        "meeting": meeting(),
        "group": GROUP,
        "takes_answers": True,
        "not_answered": [person(f"Member {number}", number) for number in range(9)],
    }
    return Summary(**(given | facts))


def largest(name: str, **facts: Any) -> Summary:
    """Three hundred members with long names, in a group with a long name, at a long place."""
    people = [person(name, number) for number in range(100)]
    group = Group(id=1, name=name[:200], name_key=name, kind=GroupKind.COUNCIL, created_at=NOW)
    repeats = "every month on the second Tuesday at 2:00 PM EST/EDT (America/New_York)"
    return summary(
        **{
            "meeting": meeting(name, place=(name * 3)[:500]),
            "group": group,
            "yes": people,
            "no": people,
            "maybe": people,
            "without_slack": people,
            "repeats": repeats,
        }
        | facts
    )


def plan(name: str = "Norms review", **facts: Any) -> MeetingPlan:
    return MeetingPlan(name[:200], AT, ZONE, 45, **facts)


def listing(
    summaries: list[Summary], answers: Mapping[int, RsvpAnswer] | None = None, **facts: Any
) -> dict[str, Any]:
    given: dict[str, Any] = {
        "group": None,
        "mine": True,
        "may_schedule": True,
        "zone": ZONE,
        "my_groups": {1},
    }
    lines = [
        MeetingLine(
            summary.meeting,
            summary.group.name,
            summary.totals,
            own=(answers or {}).get(summary.meeting.id),
            takes_answers=summary.takes_answers,
        )
        for summary in summaries
    ]
    return views.listed(lines, **(given | facts))


def buttons(message: dict[str, Any]) -> list[str]:
    rows = [block for block in message["blocks"] if block["type"] == "actions"]
    return [element["text"]["text"] for row in rows for element in row["elements"]]


def characters(value: Any) -> int:
    """All text that a message shows, its twin for screen readers aside."""
    if isinstance(value, dict):
        own = len(value["text"]) if isinstance(value.get("text"), str) else 0
        return own + sum(
            characters(item) for item in value.values() if isinstance(item, dict | list)
        )
    return sum(characters(item) for item in value) if isinstance(value, list) else 0


def check(message: dict[str, Any]) -> None:
    """Slack takes it as a message and as a page, and it cannot ping or link by itself."""
    check_message(**message)
    check_view(
        {"type": "modal", "title": {"type": "plain_text", "text": "x"}, "blocks": message["blocks"]}
    )
    assert characters(message["blocks"]) <= 13_000
    assert "<!channel>" not in message["text"]
    assert "<!channel>" not in [
        b["text"]["text"] for b in message["blocks"] if b["type"] == "section"
    ]


@pytest.mark.parametrize(
    ("found", "how"),
    [
        (Reach(reads_answers=True), "Please say whether you come."),
        (
            Reach(public_url="https://pages.example.edu"),
            "Please say by the link below whether you come: what your calendar answers is not"
            " read.",
        ),
        (
            Reach(),
            "Please say to a chair of the group whether you come: what your calendar answers is not"
            " read.",
        ),
    ],
)
@pytest.mark.usefixtures("reach_of_the_process")
def test_an_invitation_says_where_an_answer_is_read(found: Reach, how: str) -> None:
    set_up(found)
    text = views.invited(summary(), person("Pia Pons", 7))["text"]
    assert text.startswith(f"*Metadata* meets, and you are a member. {how} *")


def test_an_answer_by_link_says_so_and_many_of_them_are_cut() -> None:
    people = [person(f"Partner {number}", number) for number in range(30)]
    message = views.card(
        summary(yes=people[:2], no=people[2:], by_link=frozenset(range(30)), recorders={1: "Ann"})
    )
    text = str(message["blocks"])
    assert "*2 yes:* Partner 0 (by link), Partner 1 (by link)" in text
    assert "Partner 21 (by link), and 8 others" in text
    assert "recorded by" not in text


def test_a_card_says_when_where_how_often_and_who() -> None:
    message = views.card(
        summary(
            meeting=meeting(place="Room 5"),
            yes=[person()],
            no=[person("Ben Brook")],
            not_answered=[person("Gil Grau")],
            repeats="every month on the second Tuesday",
        )
    )
    assert (
        message["text"] == "Norms review, Tue, Dec 8, 2026, 2:00 PM EST, 45 min. Where: Room 5. "
        "Repeats every month on the second Tuesday. 1 yes, 0 maybe, 1 no, 1 has not answered."
    )
    assert text_of(message).splitlines() == [
        "Norms review",
        f"{moment(AT, ZONE)}, for 45 min",
        "Where: Room 5",
        "Repeats every month on the second Tuesday",
        "*1 yes:* Ann Abara",
        "*1 no:* Ben Brook",
        "1 has not answered.",
        "Yes",
        "Maybe",
        "No",
        "Agenda",
        "Metadata · Change your answer any time before it starts.",
    ]


@pytest.mark.parametrize(
    ("facts", "shown"),
    [
        ({"takes_answers": True}, ["Yes", "Maybe", "No", "Agenda"]),
        ({"takes_answers": False, "takes_claims": True}, ["I was there"]),
        ({"takes_answers": False}, []),
        ({"takes_answers": False, "meeting": meeting(status=MeetingStatus.CANCELLED)}, []),
        ({"takes_answers": False, "agenda": AgendaTotals(1, 0)}, ["Agenda"]),
        (
            {
                "takes_answers": False,
                "agenda": AgendaTotals(1, 0),
                "meeting": meeting(status=MeetingStatus.CANCELLED),
            },
            [],
        ),
    ],
)
def test_the_buttons_of_a_card_follow_the_hour(facts: dict[str, Any], shown: list[str]) -> None:
    message = views.card(summary(**facts))
    check(message)
    assert buttons(message) == shown


def test_each_button_says_which_meeting_it_is_about() -> None:
    row, agenda = [block for block in views.card(summary())["blocks"] if block["type"] == "actions"]
    labels = [element["accessibility_label"] for element in row["elements"]]
    assert labels == ["Yes: Norms review", "Maybe: Norms review", "No: Norms review"]
    [button] = agenda["elements"]
    assert button["accessibility_label"] == "Agenda: Norms review"


@pytest.mark.parametrize(
    ("found", "line"),
    [
        (AgendaTotals(5, 45), "Agenda: 5 items, 45 minutes"),
        (AgendaTotals(1, 1), "Agenda: 1 item, 1 minute"),
        (AgendaTotals(2, 0), "Agenda: 2 items"),
    ],
)
def test_a_card_says_how_much_is_on_the_agenda(found: AgendaTotals, line: str) -> None:
    message = views.card(summary(agenda=found))
    assert line in text_of(message).splitlines()
    assert f" {line}. " in message["text"]


def test_a_cancelled_meeting_says_so_in_words() -> None:
    message = views.card(
        summary(meeting=meeting(status=MeetingStatus.CANCELLED), takes_answers=False)
    )
    assert message["text"].startswith("Cancelled: Norms review, ")
    assert "*This meeting is cancelled.*" in text_of(message)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("facts", [{}, {"came": [person("y" * 200, n) for n in range(300)]}])
def test_the_largest_card_and_page_are_within_the_limits(name: str, facts: dict[str, Any]) -> None:
    check(views.card(largest(name, **facts)))
    for takes_answers in (True, False):
        seen = largest(name, takes_answers=takes_answers, takes_claims=not takes_answers, **facts)
        check(
            views.shown(
                seen,
                RsvpAnswer.MAYBE,
                decided=(),
                may_answer=True,
                may_edit=True,
                zone="Europe/London",
            )
        )


@pytest.mark.parametrize("name", NAMES)
def test_the_largest_list_is_within_the_limits(name: str) -> None:
    message = listing([largest(name) for _ in range(10)], {12: RsvpAnswer.MAYBE}, left=300, page=0)
    check(message)
    assert buttons(message)[-2:] == ["Show 10 more of 300", "Schedule a meeting"]


def test_a_list_offers_answers_to_members_only() -> None:
    assert buttons(listing([summary()], may_schedule=False)) == ["Yes", "Maybe", "No", "Show"]
    assert buttons(listing([summary()], may_schedule=False, my_groups=set())) == ["Show"]
    mine = listing([summary()], {12: RsvpAnswer.NO})
    assert "9 have not answered · You answered *no*" in text_of(mine)


def test_an_empty_list_says_what_to_do() -> None:
    assert (
        listing([], may_schedule=False)["text"]
        == "No meeting of your groups is scheduled. Chairs schedule them."
    )
    assert buttons(listing([], group=GROUP)) == ["Schedule a meeting"]


@pytest.mark.parametrize(
    ("may_edit", "facts", "shown"),
    [
        (False, {}, ["Yes", "Maybe", "No", "Agenda", "Add to my calendar", "Send my alternate"]),
        (
            True,
            {},
            [
                *("Yes", "Maybe", "No", "Agenda"),
                *("Move", "Change title or place", "Cancel the meeting"),
                *("Add to my calendar", "Send my alternate"),
            ],
        ),
        (
            True,
            {"takes_answers": False, "takes_claims": True},
            ["I was there", "Who came", "Write down decisions"],
        ),
        (False, {"takes_answers": False, "takes_claims": True}, ["I was there"]),
        (True, {"takes_answers": False, "meeting": meeting(status=MeetingStatus.CANCELLED)}, []),
    ],
)
def test_a_page_offers_what_this_person_may_do(
    may_edit: bool, facts: dict[str, Any], shown: list[str]
) -> None:
    page = views.shown(
        summary(**facts), None, decided=(), may_answer=True, may_edit=may_edit, zone=ZONE
    )
    check(page)
    assert buttons(page) == shown


@pytest.mark.parametrize("runner", [None, Person(id=5, name="Ben <Brook>", created_at=AT)])
def test_a_page_says_who_runs_what_was_handed_over(runner: Person | None) -> None:
    page = views.shown(
        summary(), None, decided=(), may_answer=False, may_edit=False, zone=ZONE, runner=runner
    )
    check(page)
    assert ("Run by Ben &lt;Brook&gt;." in str(page["blocks"])) is (runner is not None)
    assert ("Run by Ben &lt;Brook&gt;." in str(page["text"])) is (runner is not None)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("pattern", [None, SECOND_TUESDAY])
def test_what_was_read_is_said_back_within_the_limits(name: str, pattern: Pattern | None) -> None:
    read = plan(name, place=(name * 3)[:500], pattern=pattern)
    days = [date.fromordinal(AT.date().toordinal() + 7 * week) for week in range(60)]
    off = DaysOff(dict.fromkeys(days[::2], name), dict.fromkeys(days, [name[:60]] * 9))
    near, far = (meetings.reading_of(read, zone=zone, off=off) for zone in (ZONE, "Europe/London"))
    check(views.echoed(largest(name).group, far, carried="x" * 2000))
    check_view(views.confirm(largest(name).group, near, carried="x" * 3000))
    check_view(views.confirm_move(largest(name), far, carried="x" * 3000))
    check(views.move_echoed(largest(name), near, carried="x" * 2000))


def test_a_reading_is_said_in_the_zone_it_was_meant_in_and_on_ones_own_clock() -> None:
    message = views.echoed(
        GROUP, meetings.reading_of(plan(place="Room 5"), zone="Europe/London"), carried="{}"
    )
    assert message["text"].splitlines() == [
        "*Norms review* for Metadata",
        "I read that as Tuesday, December 8, 2026, 2:00–2:45 PM EST (America/New_York)",
        "On your clock: Tuesday, December 8, 2026, 7:00–7:45 PM GMT (Europe/London)",
        "Where: Room 5",
    ]


@pytest.mark.parametrize(
    ("closed", "words"),
    [
        (1, "Some are closed on Tue, Dec 8, 2026 (Norwalk). The meeting is held on this day all"),
        (2, "(Norwalk); Tue, Jan 12, 2027 (Norwalk). The meeting is held on these days all the"),
        (6, "Tue, May 11, 2027 (Norwalk). The meeting is held"),
        (7, "Tue, May 11, 2027 (Norwalk) and 1 more. The meeting is held"),
    ],
)
def test_days_on_which_a_library_is_closed_are_named_and_not_to_be_skipped(
    closed: int, words: str
) -> None:
    series = plan(pattern=SECOND_TUESDAY)
    ahead = occurrences(SECOND_TUESDAY, after=date(2026, 12, 1), until=date(2027, 12, 31))
    days = [day for day, _ in ahead][:closed]
    off = DaysOff(closures={day: ["Norwalk"] for day in days})
    echo = views.echoed(GROUP, meetings.reading_of(series, zone=ZONE, off=off), carried="{}")
    assert words in echo["text"]
    assert ": Norwalk is closed" in echo["text"]
    assert "Skip the holidays" not in buttons(echo)
    usual = views.echoed(GROUP, meetings.reading_of(series, zone=ZONE), carried="{}")
    assert "closed" not in usual["text"]


@pytest.mark.parametrize("pattern", [None, SECOND_TUESDAY], ids=["a meeting", "a series"])
@pytest.mark.parametrize("is_without", [False, True])
def test_a_meeting_of_which_nobody_is_reminded_says_so_before_it_is_saved(
    pattern: Pattern | None, is_without: bool
) -> None:
    read = meetings.reading_of(plan(pattern=pattern), zone=ZONE)
    read = replace(read, is_without_reminder=is_without)
    messages = [
        views.echoed(GROUP, read, carried="{}"),
        views.move_echoed(summary(), read, carried="{}"),
    ]
    which = "the first meeting" if pattern else "it"
    words = f"Nobody who keeps the usual hours is reminded of {which}: reminders come on weekdays,"
    assert [words in message["text"] for message in messages] == [is_without] * 2


@pytest.mark.parametrize(
    ("days", "words"),
    [
        ((), None),
        (
            ("Sat, Dec 5, 2026",),
            "Sat, Dec 5, 2026 falls on a weekend. The meeting is held on this day all the same.",
        ),
        (
            ("Sat, Dec 5, 2026", "Sun, Dec 20, 2026"),
            "Sat, Dec 5, 2026; Sun, Dec 20, 2026 fall on a weekend. The meeting is held on these",
        ),
        (("Sat, Dec 5, 2026",) * 9, "; Sat, Dec 5, 2026 and 3 more fall on a weekend."),
    ],
)
def test_days_of_a_series_on_a_weekend_are_said(days: tuple[str, ...], words: str | None) -> None:
    read = replace(meetings.reading_of(plan(pattern=SECOND_TUESDAY), zone=ZONE), on_weekends=days)
    text = views.echoed(GROUP, read, carried="{}")["text"]
    assert words in text if words else "weekend" not in text


def test_a_typed_name_of_a_holiday_calls_nobody() -> None:
    off = DaysOff({AT.date(): "<!channel> & co"})
    reading = meetings.reading_of(plan(), zone=ZONE, off=off)
    for shown in (
        views.echoed(GROUP, reading, carried="{}"),
        views.move_echoed(summary(), reading, carried="{}"),
    ):
        assert "a holiday, &lt;!channel&gt; &amp; co" in shown["text"]


@pytest.mark.parametrize("name", NAMES)
def test_the_forms_are_within_the_limits(name: str) -> None:
    place = (name * 3)[:500]
    typed = MeetingForm(name[:200], "tomorrow 2pm", "60 min", place, "weekly", AT.date())
    check_view(views.new(largest(name).group, typed))
    check_view(views.new(GROUP, MeetingForm()))
    check_view(views.move(largest(name), when="tomorrow 2pm", place=place))
    check_view(views.cancel(largest(name)))
    check_view(views.cancel(summary()))


@pytest.mark.parametrize("coming", [[], [person()]])
@pytest.mark.parametrize("channel_id", ["CMETA", None])
def test_the_forms_tell_of_the_channel_where_there_is_one(
    channel_id: str | None, coming: list[Person]
) -> None:
    group = GROUP.model_copy(update={"channel_id": channel_id})
    seen = summary(group=group, yes=coming)
    reading = MeetingReading("Norms", "", 60, ("tomorrow 2pm",))
    for view in (views.cancel(seen), views.confirm_move(seen, reading, carried="{}")):
        text = str(view)
        assert ("The channel is told." in text) is (channel_id is not None)
        assert ("The group has no channel, so please tell the others." in text) is (
            channel_id is None
        )
    assert ("The channel reads it." in str(views.cancel(seen))) is (channel_id is not None)


def menus_of(view: dict[str, Any]) -> list[dict[str, Any]]:
    """The menus of members; the field after them takes anybody."""
    elements = [block["element"] for block in view["blocks"] if block["type"] == "input"]
    assert elements[-1]["type"] == "multi_users_select"
    return elements[:-1]


@pytest.mark.parametrize("count", [0, 1, 100, 101, 350])
@pytest.mark.parametrize("name", NAMES)
def test_the_checklist_holds_everybody(name: str, count: int) -> None:
    expected = [
        Expected(
            person(name, n, None if n % 2 else "U1"), MemberRole.MEMBER, f"{n // 20} {name}"[:60]
        )
        for n in range(count)
    ]
    view = views.checklist(
        Checklist(meeting(name), expected, set(range(count)), AT, frozenset(range(0, count, 3)))
    )
    check_view(view)
    menus = menus_of(view)
    offered = [
        choice["value"]
        for menu in menus
        for group in menu["option_groups"]
        for choice in group["options"]
    ]
    chosen = [choice["value"] for menu in menus for choice in menu["initial_options"]]
    assert offered == chosen == [str(n) for n in range(count)]


def test_regrets_are_told_from_absence_in_the_list_and_on_the_card() -> None:
    ann, ben, pia = person(), person("Ben Brook", 2), person("Pia Pons", 3, None)
    expected = [Expected(who, MemberRole.MEMBER, "Central") for who in (ann, ben, pia)]
    found = Checklist(meeting(), expected, set(), AT, frozenset({2, 3}))
    offered = [
        choice["text"]["text"]
        for menu in menus_of(views.checklist(found))
        for group in menu["option_groups"]
        for choice in group["options"]
    ]
    assert offered == ["Ann Abara", "Ben Brook (regrets)", "Pia Pons (no Slack account, regrets)"]
    held = summary(takes_answers=False, came=[ann, ben], no=[ben, pia])
    assert "*Regrets:* Pia Pons" in text_of(views.card(held))
    assert views.card(held)["text"].endswith("Ann Abara, Ben Brook. Regrets: Pia Pons.")
    assert "Regrets" not in str(views.card(summary(takes_answers=False, came=[ann])))
    assert "Regrets" not in str(views.card(summary(takes_answers=False, no=[pia])))


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("cleared_answers", [0, 1, 300])
def test_news_are_within_the_limits(name: str, cleared_answers: int) -> None:
    seen, by = largest(name), person(name)
    change = Moved(seen.meeting, NOW, ZONE, "elsewhere", cleared_answers)
    taken_off = Cancelled([seen.meeting] * 13, cleared_answers, ends_series=True, announced=True)
    for message in (
        views.moved(change, by=by),
        views.moved_for_asker(change, seen),
        views.cancelled(taken_off, by=by, reason=(name * 2)[:300]),
        views.cancelled_for_asker(taken_off, seen),
        views.scheduled(seen),
        views.edited(seen, count=9, cards=2, reminders=900),
        views.answered(seen, RsvpAnswer.YES),
        views.claimed(seen),
        views.recorded(seen, [by] * 300),
        views.recorded(seen, []),
        views.nothing_ahead(seen.group),
        views.nothing_held(seen.group),
    ):
        check(message)


def test_a_moved_meeting_says_from_when_to_when_and_who_is_asked_again() -> None:
    change = Moved(meeting(place="Room 5"), NOW, ZONE, "", 2)
    assert (
        views.moved(change, by=person())["text"]
        == "*Norms review* moved from Tue, Nov 24, 2026, 9:30 AM EST to Tue, Dec 8, 2026, 2:00 PM"
        " EST, 45 min, at Room 5 (Ann Abara). 2 answers of yes or maybe no longer count: please"
        " answer again."
    )
    same_hour = Moved(meeting(), AT, ZONE, "", 0)
    assert (
        views.moved(same_hour, by=person())["text"]
        == "*Norms review*, Tue, Dec 8, 2026, 2:00 PM EST, now lasts 45 min (Ann Abara)."
    )


def test_the_end_of_a_series_counts_what_goes_and_what_stays() -> None:
    taken_off = Cancelled([meeting(), meeting()], 1, ends_series=True, announced=True)
    assert (
        views.cancelled(taken_off, by=person(), reason="")["text"]
        == "*Norms review*, Tue, Dec 8, 2026, 2:00 PM EST, is cancelled (Ann Abara). The series"
        " ends, and 1 later meeting with it. 1 meeting moved by hand before will still be held."
    )


@pytest.mark.parametrize(
    ("cards", "reminders", "words"),
    [
        (0, 0, " It has no place yet."),
        (1, 0, " It has no place yet. The card shows it."),
        (0, 1, " It has no place yet. 1 reminder shows it."),
        (3, 2, " It has no place yet. 3 cards and 2 reminders show it."),
        (1, 1, " It has no place yet. The card and 1 reminder show it."),
    ],
)
def test_after_an_edit_only_what_stands_in_slack_is_said_to_show_it(
    cards: int, reminders: int, words: str
) -> None:
    message = views.edited(summary(), count=1, cards=cards, reminders=reminders)
    check_message(**message)
    assert message["text"].endswith(f"EST.{words}")
