"""Sentences that reminders of several nouns share."""

from datetime import datetime

from models.reminders import Due, RemindedTask, Reminder
from views.texts import bold, short
from views.times import plain_moment


def late(facts: Reminder) -> str:
    if facts.late_from is None:
        return ""
    return (
        f"This reminder is late: it was due on {plain_moment(facts.late_from, facts.person.zone)}."
    )


def own_moment(item: Due | RemindedTask, at: datetime) -> str:
    return plain_moment(at, item.facts.person.zone)


def bold_title(title: str) -> str:
    return bold(short(" ".join(title.split()), 200))
