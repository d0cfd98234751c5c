"""When and of what somebody is written to, and when not at all."""

from datetime import time

from models import Organization, ReminderDelivery, Weekday
from models.database import reading, unit_of_work
from models.messages import DECLINABLE, Audience, MessageKind
from models.reach import current
from services import access, people, preferences
from services.access import Needs
from services.dates import zone_names
from services.errors import Invalid
from web.personal_pages.visits import Done, Shown, Visit

_KINDS = {kind.key: kind for kind in DECLINABLE}
_DAYS = {str(day.value): day for day in Weekday}
_BACK = {"home": (), "settings": ("settings",)}
"""The pages beside its own on which letters are taken again, by what their forms send."""
_DELIVERIES = {delivery.name.lower(): delivery for delivery in ReminderDelivery}


def show(visit: Visit) -> Shown:
    with reading() as session:
        chosen = preferences.of_person(session, visit.person)
        place = session.get(Organization, visit.person.organization_id or 0)
    pause = chosen.pause_until
    facts = {
        "chosen": chosen,
        "kinds": _offered(visit),
        "days": Weekday,
        "keeps_quiet": chosen.quiet_from != chosen.quiet_until,
        "pause": pause if pause is not None and pause > visit.today else None,
        "is_digest": chosen.delivery is ReminderDelivery.DIGEST,
        "zones": zone_names(),
        "has_slack": visit.person.slack_id is not None,
        "works_at": place.name if place else "",
        "is_stopped": visit.person.mail_stopped_at is not None,
        "sends_mail": current().sends_mail,
    }
    return Shown("settings.html", facts)


def act(visit: Visit) -> Done:
    change, outcome, place = visit.choice("act", _ACTS)
    change(visit)
    return Done(outcome, visit.path("settings"), place)


def show_stop(visit: Visit) -> Shown:
    """Scanners fetch this, too, so it asks first."""
    return Shown("unsubscribe.html", {"is_stopped": visit.person.mail_stopped_at is not None})


def stop(visit: Visit) -> Done:
    """With one press, or by the provider of her mailbox."""
    with unit_of_work() as session:
        if visit.text("act") == "again":
            people.take_mail(session, visit.person, now=visit.now)
            return Done("again", visit.path(*_BACK.get(visit.text("back"), ("unsubscribe",))))
        people.stop_mail(session, visit.person, now=visit.now)
    return Done("stopped", visit.path("unsubscribe"))


def _offered(visit: Visit) -> list[MessageKind]:
    """The kinds of messages that come to somebody like her."""
    comes = {
        Audience.EVERYBODY: True,
        Audience.CHAIRS: access.may_run(Needs.CHAIR, by=visit.who),
        Audience.PROGRAM_MANAGER: access.may_run(Needs.PROGRAM_MANAGER, by=visit.who),
        Audience.WITHOUT_SLACK: visit.person.slack_id is None,
    }
    return [kind for kind in DECLINABLE if comes[kind.audience]]


def _save(visit: Visit) -> None:
    wanted = set(visit.texts("kinds"))
    if not wanted <= _KINDS.keys():
        raise Invalid("That is none of the choices on this page. Choose again.", field="kinds")
    offered = {kind.key for kind in _offered(visit)}
    keeps_quiet = visit.text("keeps_quiet") == "yes"
    with unit_of_work() as session:
        kept = preferences.of_person(session, visit.person)
        preferences.change(
            session,
            visit.person,
            delivery=visit.choice("delivery", _DELIVERIES),
            digest_time=_clock(visit, "digest_time"),
            muted=[
                key
                for key in _KINDS
                if (key not in wanted if key in offered else key in kept.muted)
            ],
            quiet_from=_clock(visit, "quiet_from") if keeps_quiet else kept.quiet_from,
            quiet_until=_clock(visit, "quiet_until") if keeps_quiet else kept.quiet_from,
            days_off=_days_off(visit),
            pause_until=visit.day("pause_until"),
            now=visit.now,
            keeps_quiet=keeps_quiet,
            wants_story_prompts=visit.text("story_prompts") == "yes",
        )


def _write_less(visit: Visit) -> None:
    with unit_of_work() as session:
        preferences.write_less(session, visit.person, now=visit.now)


def _write_each(visit: Visit) -> None:
    with unit_of_work() as session:
        preferences.write_each(session, visit.person, now=visit.now)


def _change_zone(visit: Visit) -> None:
    with unit_of_work() as session:
        people.change_zone(session, visit.person, visit.text("zone"), now=visit.now)


_ACTS = {
    "save": (_save, "saved", "reminders"),
    "less": (_write_less, "less", "reminders"),
    "each": (_write_each, "each", "reminders"),
    "zone": (_change_zone, "saved", "zone"),
}


def _days_off(visit: Visit) -> list[Weekday]:
    chosen = visit.texts("days_off")
    if any(day not in _DAYS for day in chosen):
        raise Invalid("That is none of the choices on this page. Choose again.", field="days_off")
    return [_DAYS[day] for day in chosen]


def _clock(visit: Visit, name: str) -> time:
    """An hour as browsers send it, with seconds or without."""
    try:
        hour = time.fromisoformat(visit.text(name))
    except ValueError:
        raise Invalid("Type an hour such as 08:00.", field=name) from None
    return hour.replace(second=0, microsecond=0, tzinfo=None)
