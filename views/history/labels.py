"""What each fact before and after a change is called, and how its value reads."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from models.calendar_days import day_words
from models.console import FindingKind
from models.groups import Weekday
from models.history import HistoryEntry
from models.messages import kind_of
from models.money import in_dollars
from views.console import WORDS
from views.texts import esc, joined, plural, short
from views.times import plain_moment

NOTHING = "nothing"
VALUE_ROOM = 90
DAYS_SHOWN = 6
_MONTHS = (
    *("January", "February", "March", "April", "May", "June", "July"),
    *("August", "September", "October", "November", "December"),
)


@dataclass(frozen=True)
class Names:
    """What things are called, and the zone in which moments are read."""

    names: Mapping[str, str]
    zone: str

    def of(self, noun: str, value: Any) -> str:
        """What the thing with this id is called; an import writes words in its place."""
        if type(value) is not int:
            return text(value, self)
        return esc(short(self.names.get(f"{noun}:{value}", "somebody or something gone"), 60))


Reads = Callable[[Any, Names], str]


def text(value: Any, _names: Names) -> str:
    """Whatever was written, on one line."""
    words = ", ".join(map(str, value)) if isinstance(value, list | tuple) else str(value)
    return esc(short(" ".join(words.replace("_", " ").split()), VALUE_ROOM))


def _typed(value: Any, _names: Names) -> str:
    """People's own words, in which a low line is theirs."""
    return esc(short(" ".join(str(value).split()), VALUE_ROOM))


def _typed_list(value: Any, names: Names) -> str:
    """Several of people's own texts."""
    values = value if isinstance(value, list) else [value]
    shown = [_typed(text, names) for text in values[:DAYS_SHOWN]]
    return joined([*shown, _more(len(values) - len(shown))], "; ")


def _all(noun: str) -> Reads:
    def read(value: Any, names: Names) -> str:
        values = value if isinstance(value, list) else [value]
        shown = [names.of(noun, row_id) for row_id in values[:DAYS_SHOWN]]
        return joined([*shown, _more(len(values) - len(shown))], ", ") or "nobody"

    return read


def _more(count: int) -> str:
    return f"and {count} more" if count > 0 else ""


def _moment(value: Any, names: Names) -> str:
    return plain_moment(datetime.fromisoformat(str(value)), names.zone)


def _day(value: Any, _names: Names) -> str:
    return day_words(date.fromisoformat(str(value)[:10]))


def _clock(value: Any, _names: Names) -> str:
    return time.fromisoformat(str(value)).strftime("%I:%M %p").lstrip("0")


def _yes_no(value: Any, _names: Names) -> str:
    return "yes" if value in (True, "yes") else "no"


def _weekdays(value: Any, names: Names) -> str:
    values = value if isinstance(value, list) else [value]
    words = [Weekday(day).name.title() if type(day) is int else text(day, names) for day in values]
    return ", ".join(words)


def _counted(noun: str) -> Reads:
    def read(value: Any, _names: Names) -> str:
        values = value if isinstance(value, list) else [value]
        return ", ".join(plural(int(count), noun) for count in values)

    return read


def _month(value: Any, _names: Names) -> str:
    return _MONTHS[int(value) - 1]


def _kinds(value: Any, _names: Names) -> str:
    return ", ".join(kind_of(key).title.lower() or kind_of(key).name for key in value)


def _findings(value: Any, _names: Names) -> str:
    known = [WORDS[key].name for key in FindingKind if key in value]
    return ", ".join(known) or NOTHING


def _how_many(value: Any, _names: Names) -> str:
    return plural(len(value), "message")


def _how_many_weigh(value: Any, _names: Names) -> str:
    return f"{len(value):,} declared"


def _how_many_people(value: Any, _names: Names) -> str:
    return plural(len(value), "person", "people")


def _dollars(value: Any, _names: Names) -> str:
    return in_dollars(int(value))


def _rhythm(value: Any, names: Names) -> str:
    return esc(short(names.names.get(f"pattern:{value}", NOTHING), VALUE_ROOM))


def _channel(value: Any, _names: Names) -> str:
    return f"<#{esc(str(value))}>"


def _linked(_value: Any, _names: Names) -> str:
    return "linked"


def _answers(value: Any, names: Names) -> str:
    given = [
        f"{names.of('person', int(person))} {esc(str(given))}" for person, given in value.items()
    ]
    return joined([*given[:DAYS_SHOWN], _more(len(given) - DAYS_SHOWN)], ", ")


@dataclass(frozen=True)
class Label:
    """What a fact is called, and how its value reads. Without a name it is not shown."""

    name: str
    reads: Reads = text


_HIDDEN = Label("")
LABELS = {
    "abstentions_count": Label("abstentions count toward the quorum", _yes_no),
    "acting": Label("who acts", _all("person")),
    "active": Label("active", _yes_no),
    "active_from": Label("active from", _day),
    "active_until": Label("active until", _day),
    "agenda_hours": Label("agenda posted before a meeting", _counted("hour")),
    "answer": Label("answer"),
    "answers": Label("answers", _answers),
    "authority": Label("what its word is worth"),
    "begins_on": Label("from", _day),
    "came": Label("who came", _all("person")),
    "capacity": Label("as"),
    "chair": Label("chair", _all("person")),
    "category": Label("kind of library", _typed),
    "change_percent": Label("percent of change that wants a note", text),
    "channel_id": Label("channel", _channel),
    "channel_is_everybodys": Label("a channel that everybody is in", _yes_no),
    "charge": Label("charge", _typed),
    "choices": Label("choices", _typed_list),
    "closed_at": Label("closed", _moment),
    "closed_on": Label("closed on", _day),
    "closes_at": Label("closes", _moment),
    "confirmed_on": Label("confirmed on", _day),
    "credited": Label("credited to", _all("person")),
    "cycle_ends_on": Label("its terms end on", _day),
    "days_without_meeting": Label("days without a meeting until shown", _counted("day")),
    "days_off": Label("days off", _weekdays),
    "delivery": Label("by"),
    "deputy": _HIDDEN,
    "description": Label("description", _typed),
    "details": Label("details", _typed),
    "digest_time": Label("hour of the digest", _clock),
    "digest_weekday": Label("day of the digest", _weekdays),
    "director": Label("director", _all("person")),
    "directions": Label("strategic directions", _all("direction")),
    "director_days": Label("director hears so many days before", text),
    "discharged_at": Label("discharged", _moment),
    "discharged_on": Label("discharged", _day),
    "done_at": Label("done", _moment),
    "done_on": Label("done on", _day),
    "done_by": Label("done by", _all("person")),
    "dropped": Label("given up", _how_many),
    "due_on": Label("due", _day),
    "each_cents": Label("price for each", _dollars),
    "email": Label("email address", _typed),
    "ended_on": Label("ended on", _day),
    "ended_at": Label("ended", _moment),
    "ends_at": Label("ends", _moment),
    "ends_on": Label("until", _day),
    "field": Label("field", _typed),
    "fields": Label("fields", text),
    "final_report": Label("final report", _typed),
    "first_day": Label("first day", _day),
    "fiscal_year_start": Label("fiscal year starts in", _month),
    "formula": Label("how the cost is shared"),
    "former_names": Label("former names", _typed_list),
    "group": _HIDDEN,
    "group_id": _HIDDEN,
    "guest": Label("guest", _yes_no),
    "holds_over": Label("held over", _yes_no),
    "vote_lost_after": Label("missed in a row that lose the vote", _counted("meeting")),
    "vote_regained_after": Label("in a row that bring the vote back", _counted("meeting")),
    "hours_a_month": Label("hours asked in a month", _counted("hour")),
    "if_silent": Label("what no answer means"),
    "into": Label("part of", _typed),
    "is_active": Label("active", _yes_no),
    "is_guest": Label("guest", _yes_no),
    "is_consent": Label("in the consent part", _yes_no),
    "is_external": Label("from another workspace", _yes_no),
    "is_hidden": Label("results hidden until it closes", _yes_no),
    "is_plurality": Label("the most votes win", _yes_no),
    "is_private": Label("private", _yes_no),
    "hidden_findings": Label("not shown on Home", _findings),
    "is_secret": Label("secret", _yes_no),
    "key": Label("short word", _typed),
    "kind": Label("kind"),
    "label": Label("what tells it from others", _typed),
    "last_day": Label("last day", _day),
    "lead_days": Label("reminders, in days before", text),
    "lead_hours": Label("reminded before a meeting", _counted("hour")),
    "least_cents": Label("how much they must pay", _dollars),
    "least_units": Label("how many must join", text),
    "level": Label("level"),
    "mail_domains": Label("mail domains", _typed),
    "many_seats": Label("groups of one person until shown", _counted("group")),
    "meeting": Label("meeting", _all("meeting")),
    "measures": Label("sizes or amounts", _how_many_weigh),
    "merge": _HIDDEN,
    "merged": Label("the other record", _all("person")),
    "merged_into": Label("part of", _all("organization")),
    "method": Label("how each votes"),
    "minutes": Label("length", _counted("minute")),
    "moved": Label("who went along", _all("person")),
    "muted": Label("declined", _kinds),
    "name": Label("name", _typed),
    "notice_days": Label("notice", _counted("day")),
    "notice_on": Label("decide by", _day),
    "nudge_days": Label("nudges, in days before it closes", text),
    "nudges": Label("questions to the silent", _counted("time")),
    "on_behalf_of": Label("for", _all("person")),
    "other": Label("the other record", _all("person")),
    "organization": Label("library or unit", _typed),
    "organization_id": Label("library or unit", _all("organization")),
    "outcome": Label("outcome"),
    "owner": Label("owner", _all("person")),
    "papers": Label("papers", _typed),
    "co_owners": Label("shared with", _all("person")),
    "library": Label("held by the library", _all("organization")),
    "pattern": Label("repeats", _rhythm),
    "pause_until": Label("silent until", _day),
    "person": _HIDDEN,
    "person_id": _HIDDEN,
    "place": Label("place", _typed),
    "position": _HIDDEN,
    "private": Label("private", _yes_no),
    "question": Label("question", _typed),
    "purpose": Label("wanted"),
    "quiet_from": Label("quiet from", _clock),
    "quiet_until": Label("quiet until", _clock),
    "quiet_week": Label("in a quiet week"),
    "quorum": Label("quorum"),
    "alternate": Label("alternate", _all("person")),
    "arrived_late": Label("came late", _how_many_people),
    "left_early": Label("left early", _how_many_people),
    "in_room": Label("in the room", _all("person")),
    "recorder": Label("recorder", _all("person")),
    "pulled_by": Label("taken out of the consent part by", _all("person")),
    "recused": Label("recused", _all("person")),
    "remote": Label("remote", _all("person")),
    "digest_story": Label("story of the week in the digest", _yes_no),
    "wants_story_prompts": Label("offers to write a story", _yes_no),
    "suggests_recorder": Label("somebody is asked to take the minutes", _yes_no),
    "quorum_of": Label("the quorum counts"),
    "quorum_base": Label("quorum of whom"),
    "reason": Label("reason", _typed),
    "renewal": Label("after the last day", _typed),
    "reports_to": Label("reports to", _typed),
    "remind_on": Label("first reminder on", _day),
    "reminder_lead_hours": Label("reminded before a meeting", _counted("hour")),
    "role": Label("role"),
    "run_by": Label("who runs it", _all("person")),
    "roles": Label("roles in the consortium"),
    "saved": Label("saves", _typed),
    "saved_how": Label("reckoned against", _typed),
    "seat": Label("seat", _all("seat")),
    "sent": Label("sent again", _counted("message")),
    "series_id": _HIDDEN,
    "share": Label("share", _typed),
    "short_name": Label("short name", _typed),
    "since": Label("from", _day),
    "slack_id": Label("Slack account", _linked),
    "sponsor": Label("sponsor", _typed),
    "staff_size": Label("staff size, as declared", _counted("person")),
    "stands_until": Label("stands until", _day),
    "starts_on": Label("starts on", _day),
    "starts_at": Label("starts", _moment),
    "status": Label("status"),
    "sunset_on": Label("sunset date", _day),
    "task_days": Label("owners are reminded", text),
    "tells_chairs": Label("chairs hear of long overdue tasks", _yes_no),
    "term_days": Label("terms begin on", _typed),
    "term_ends_on": Label("term until", _day),
    "term_limit": Label("terms in a row at most", text),
    "term_months": Label("length of a term", _counted("month")),
    "threshold": Label("how many carry it"),
    "threshold_base": Label("of whom"),
    "tie_rule": Label("if choices have the same votes"),
    "times_carried": Label("carried", _counted("time")),
    "title": Label("title", _typed),
    "too_late": Label("too late to send", _counted("message")),
    "topic": Label("topic", _all("topic")),
    "topic_id": Label("topic", _all("topic")),
    "total_cents": Label("total price", _dollars),
    "unit": Label("who was called", _typed),
    "unit_kind": Label("who is called"),
    "units": Label("answers asked for", text),
    "until": Label("until", _day),
    "vendor": Label("vendor", _typed),
    "votes": Label("votes", _yes_no),
    "voting_unit": Label("voting unit", _typed),
    "weights": Label("votes of those with more than one", _how_many_weigh),
    "wording": _HIDDEN,
    "zone": Label("time zone", _typed),
}
"""Every name that before and after of an entry hold, in the order of the alphabet."""


def changes(entry: HistoryEntry, names: Names) -> Iterator[str]:
    """What changed, each as “due: Mon, Nov 30, 2026 → Fri, Dec 4, 2026”."""
    if entry.action == "holidays.changed":
        yield from _holidays(entry, names)
        return
    for name in dict.fromkeys((*entry.after, *entry.before)):
        before, after = entry.before.get(name), entry.after.get(name)
        label = LABELS.get(name) or Label(name.replace("_", " "))
        if label.name and before != after and not (_is_nothing(before) and _is_nothing(after)):
            yield _change(label, name, entry, names)


def _change(label: Label, name: str, entry: HistoryEntry, names: Names) -> str:
    before, after = (_read(label, facts.get(name), names) for facts in (entry.before, entry.after))
    if name not in entry.before:
        return f"{label.name}: {after}"
    return f"{label.name}: {before} → {after}" if name in entry.after else f"{label.name}: {before}"


def _read(label: Label, value: Any, names: Names) -> str:
    if _is_nothing(value):
        return NOTHING
    try:
        return label.reads(value, names)
    except (ValueError, TypeError, IndexError):
        return text(value, names)


def _is_nothing(value: Any) -> bool:
    """Midnight, Monday and “no” are something."""
    return value is None or value in ("", [], {})


def _holidays(entry: HistoryEntry, names: Names) -> Iterator[str]:
    before, after = set(entry.before.items()), set(entry.after.items())
    for word, days in (("added", after - before), ("taken out", before - after)):
        if days:
            yield f"{word}: {_named_days(sorted(days), names)}"


def _named_days(days: Iterable[tuple[str, str]], names: Names) -> str:
    lines = [f"{_day(day, names)} {esc(short(name, 40))}" for day, name in days]
    return joined([*lines[:DAYS_SHOWN], _more(len(lines) - DAYS_SHOWN)], ", ")
