"""The demo's data is complete, and every name in it leads somewhere."""

from collections import Counter
from collections.abc import Iterable
from datetime import date, timedelta
from zoneinfo import ZoneInfo

import pytest

from demo import holidays
from demo.chatter import CONVERSATIONS, Conversation
from demo.groups import CHANNELS_FOR_ALL, GROUPS, DemoGroup, Rhythm
from demo.libraries import CONSORTIUM, DIRECTIONS, LIBRARIES, OFFICE, PARTNERS
from demo.people import PEOPLE, DemoPerson
from demo.year import HABITS, YEARS, GroupYear

PERSON = {person.key: person for person in PEOPLE}
GROUP = {group.key: group for group in GROUPS}
LIBRARY_KEYS = {library.key for library in LIBRARIES}
PARTNER_KEYS = {partner.key for partner in PARTNERS}
IN_SLACK = {person.key for person in PEOPLE if person.slack_id}
CHANNELS = (*CHANNELS_FOR_ALL, *(group.channel for group in GROUPS))

each_group = pytest.mark.parametrize("group", GROUPS, ids=lambda group: group.key)
each_year = pytest.mark.parametrize("year", YEARS, ids=lambda year: year.group)
each_conversation = pytest.mark.parametrize(
    "conversation", CONVERSATIONS, ids=lambda talk: talk.channel
)


def repeated(values: Iterable[object]) -> list[object]:
    return [value for value, times in Counter(values).items() if times > 1]


def domain_of(person: DemoPerson) -> str:
    return person.mail.partition("@")[2]


def meetings_a_year(rhythm: Rhythm) -> int:
    return (53 if rhythm.every == "week" else 12) // rhythm.interval


def test_counts_are_those_of_the_consortium() -> None:
    kinds = Counter(library.kind for library in LIBRARIES)
    assert kinds == {
        "state university": 4,
        "community college": 12,
        "online college": 1,
        "state library": 1,
    }
    assert (len(PARTNERS), len(DIRECTIONS), len(GROUPS)) == (6, 4, 12)
    assert 55 <= len(PEOPLE) <= 65


def test_organizations_differ_in_key_name_and_mail_domain() -> None:
    organizations = (*LIBRARIES, OFFICE, *PARTNERS)
    for values in zip(
        *((o.key, o.name, o.short_name, o.mail_domain) for o in organizations), strict=True
    ):
        assert repeated(values) == []


def test_organizations_use_reserved_domains() -> None:
    assert [
        organization.key
        for organization in (*LIBRARIES, OFFICE, *PARTNERS)
        if not organization.mail_domain.endswith((".example.edu", ".example.org"))
    ] == []


def test_campuses_of_partners_are_libraries() -> None:
    assert {partner.campus for partner in PARTNERS} - {None} <= LIBRARY_KEYS


def test_people_differ_in_key_name_mail_and_slack_id() -> None:
    assert repeated(person.key for person in PEOPLE) == []
    assert repeated(person.name for person in PEOPLE) == []
    assert repeated(person.mail.lower() for person in PEOPLE) == []
    assert repeated(person.slack_id for person in PEOPLE if person.slack_id) == []
    assert [p.slack_id for p in PEOPLE if p.slack_id and p.slack_id != p.slack_id.upper()] == []


def test_every_person_belongs_to_a_known_organization() -> None:
    assert {person.organization for person in PEOPLE} == LIBRARY_KEYS | PARTNER_KEYS | {OFFICE.key}


def test_every_library_has_one_director_and_somebody_else() -> None:
    directors = Counter(person.organization for person in PEOPLE if person.is_director)
    assert directors == dict.fromkeys(LIBRARY_KEYS, 1)
    assert {person.organization for person in PEOPLE if not person.is_director} >= LIBRARY_KEYS


def test_staff_write_from_their_own_domain_and_two_partners_from_elsewhere() -> None:
    domains = {
        organization.key: organization.mail_domain
        for organization in (*LIBRARIES, OFFICE, *PARTNERS)
    }
    elsewhere = [
        person.key for person in PEOPLE if domain_of(person) != domains[person.organization]
    ]
    assert elsewhere == ["jaylen", "bertrand"]


def test_only_partners_are_guests_or_without_slack() -> None:
    without = [person for person in PEOPLE if person.slack_id is None]
    guests = [person for person in PEOPLE if person.is_guest]
    assert (len(without), len(guests)) == (8, 4)
    assert {person.organization for person in (*without, *guests)} <= PARTNER_KEYS
    assert [person.key for person in guests if person.slack_id is None] == []


def test_zones_are_real_and_a_few_people_work_elsewhere() -> None:
    away = {person.zone for person in PEOPLE if person.zone != CONSORTIUM.zone}
    assert away == {"America/Chicago", "America/Los_Angeles", "Europe/London"}
    assert [ZoneInfo(zone).key for zone in sorted(away)] == sorted(away)


def test_the_cast_plays_its_parts() -> None:
    metadata = GROUP["metadata"]
    assert PERSON["dag"].organization == OFFICE.key
    assert metadata.chair == "ann"
    assert "ben" in metadata.members
    assert "cleo" not in metadata.members
    assert PERSON["cleo"].organization != PERSON["ann"].organization
    assert PERSON["pia"].slack_id is None


def test_groups_differ_in_key_name_channel_and_place() -> None:
    assert repeated(group.key for group in GROUPS) == []
    assert repeated(group.name.casefold() for group in GROUPS) == []
    assert repeated(group.place for group in GROUPS) == []
    assert repeated(channel.slack_id for channel in CHANNELS) == []
    assert repeated(channel.name for channel in CHANNELS) == []
    assert [channel.name for channel in CHANNELS if channel.is_private] == ["council"]


@each_group
def test_people_of_a_group_are_known_and_named_once(group: DemoGroup) -> None:
    assert repeated((*group.members, *group.partners)) == []
    assert set(group.members) <= PERSON.keys()
    assert {PERSON[key].organization for key in group.partners} <= PARTNER_KEYS
    assert group.chair in group.members
    assert group.co_chair is None or group.co_chair in group.members
    assert group.co_chair != group.chair


@each_group
def test_a_group_is_of_moderate_size_and_drawn_from_several_libraries(group: DemoGroup) -> None:
    libraries = {PERSON[key].organization for key in group.members}
    assert libraries <= LIBRARY_KEYS
    assert len(libraries) >= 3
    assert 5 <= len(group.members) <= (18 if group.kind == "council" else 14)


@each_group
def test_a_group_has_a_charge_and_serves_known_directions(group: DemoGroup) -> None:
    assert 2 <= group.charge.count(". ") + group.charge.endswith(".") <= 3
    assert group.directions
    assert set(group.directions) <= {direction.key for direction in DIRECTIONS}


@each_group
def test_a_group_meets_on_a_working_day_and_has_started(group: DemoGroup) -> None:
    rhythm = group.rhythm
    assert 0 <= rhythm.weekday <= 4
    assert (rhythm.nth is None) == (rhythm.every == "week")
    assert group.started < (group.discharged or 0)
    assert 0 <= group.digest.weekday <= 4


def test_the_council_is_all_directors() -> None:
    assert [set(group.members) for group in GROUPS if group.kind == "council"] == [
        {person.key for person in PEOPLE if person.is_director}
    ]


def test_two_groups_are_young_and_one_has_finished() -> None:
    assert [group.key for group in GROUPS if group.started > -365] == [
        "student-advisory",
        "archives-teaching",
    ]
    assert [group.key for group in GROUPS if group.discharged is not None] == ["discovery"]


def test_every_group_has_one_year_and_every_person_one_habit() -> None:
    assert [year.group for year in YEARS] == [group.key for group in GROUPS]
    assert [habit.person for habit in HABITS] == [person.key for person in PEOPLE]


def test_habits_come_in_three_kinds_and_add_up() -> None:
    habits = {entry.habit for entry in HABITS}
    assert {habit.name for habit in habits} == {"eager", "steady", "occasional"}
    assert [
        habit.name for habit in habits if habit.finishes_on_time + habit.finishes_late > 100
    ] == []


@each_year
def test_a_year_has_enough_titles_and_repeats_none(year: GroupYear) -> None:
    titles = [title.casefold() for title in (*year.topics, *year.tasks)]
    assert repeated(titles) == []
    assert 15 <= len(year.topics) <= 40
    assert 25 <= len(year.tasks) <= 60


@each_year
def test_a_year_has_a_topic_for_every_meeting(year: GroupYear) -> None:
    group = GROUP[year.group]
    days_met = (group.discharged or 0) - max(group.started, -365)
    assert len(year.topics) * 365 >= meetings_a_year(group.rhythm) * days_met


def test_no_two_groups_have_the_same_task() -> None:
    assert repeated(task.casefold() for year in YEARS for task in year.tasks) == []


def test_every_channel_has_one_conversation() -> None:
    assert sorted(talk.channel for talk in CONVERSATIONS) == sorted(
        channel.name for channel in CHANNELS
    )


@each_conversation
def test_a_conversation_runs_forward_and_calls_nobody_out(conversation: Conversation) -> None:
    moments = [(message.day, message.hour) for message in conversation.messages]
    assert moments == sorted(moments)
    assert 6 <= len(moments) <= 14
    assert [day for day, hour in moments if day >= 0 or not 7 <= hour <= 18] == []
    assert [
        message.text
        for message in conversation.messages
        if "@" in message.text or "<!" in message.text
    ] == []


@each_conversation
def test_a_conversation_is_among_people_of_its_channel(conversation: Conversation) -> None:
    seated = {group.channel.name: {*group.members, *group.partners} for group in GROUPS}
    allowed = seated.get(conversation.channel, IN_SLACK) & IN_SLACK
    assert {message.person for message in conversation.messages} - allowed == set()


@pytest.mark.parametrize(
    "group", [group for group in GROUPS if group.started > -365], ids=lambda g: g.key
)
def test_nobody_speaks_in_a_channel_before_its_group_began(group: DemoGroup) -> None:
    [talk] = [talk for talk in CONVERSATIONS if talk.channel == group.channel.name]
    assert talk.messages[0].day > group.started


@pytest.mark.parametrize("later", range(0, 400, 9))
def test_holidays_spare_mondays_and_the_first_two_weeks(later: int) -> None:
    today = date(2026, 11, 24) + timedelta(days=later)
    closed = {"": holidays.of_the_consortium(today), **holidays.of_libraries(today)}
    assert set(closed) - {""} <= LIBRARY_KEYS
    assert closed[""]
    assert closed["norwalk"]
    for days in closed.values():
        assert days == sorted(days)
        assert repeated(day for day, _name in days) == []
        assert 0 not in {day.weekday() for day, _name in days}
        assert days[0][0] - today >= timedelta(days=15)
        assert days[-1][0] - today <= timedelta(days=365)


def test_holidays_are_those_of_the_calendar() -> None:
    assert holidays.of_the_consortium(date(2026, 11, 11)) == [
        (date(2026, 11, 26), "Thanksgiving"),
        (date(2026, 11, 27), "Day after Thanksgiving"),
        (date(2026, 12, 25), "Christmas Day"),
        (date(2027, 1, 1), "New Year's Day"),
        (date(2027, 2, 12), "Lincoln's Birthday"),
        (date(2027, 6, 19), "Juneteenth"),
        (date(2027, 7, 4), "Independence Day"),
        (date(2027, 11, 11), "Veterans Day"),
    ]
    assert holidays.of_the_consortium(date(2026, 11, 12))[0][1] == "Day after Thanksgiving"
