"""Sending somebody in one's place to a meeting."""

from collections.abc import Sequence

from models import Group, Meeting, Person
from models.payloads import Message, View
from views import values
from views.elements import actions, button, context, message, section
from views.inputs import field, modal, option, select
from views.meetings import ADD_TO_CALENDAR, answer_buttons
from views.presence.presence_ids import ALTERNATE_SEND
from views.texts import bold, bold_title, esc, short
from views.times import dated, moment


def alternate_form(meeting: Meeting, group: Group, offered: Sequence[Person]) -> View:
    """The form: whom to send, among ``offered``, at least one."""
    options = [option(short(person.name, 75), person.id) for person in offered]
    blocks = [
        section(f"{bold(meeting.title)}, {moment(meeting.starts_at, meeting.zone)}"),
        field(
            "alternate",
            "Who comes in your place",
            select("presence.alternate", options, placeholder="Choose a colleague"),
            hint=f"Of your library. They get the invitation of {short(group.name, 100)}.",
        ),
        context("Your answer becomes No. If you answer Yes later, you come yourself again."),
    ]
    return modal(
        ALTERNATE_SEND,
        "Send my alternate",
        blocks,
        submit="Send",
        close="Cancel",
        private=values.private(meeting=meeting.id),
    )


def alternate_sent(meeting: Meeting, alternate: Person) -> Message:
    """To the member who sends somebody."""
    name, title = esc(short(alternate.name, 80)), bold_title(meeting.title)
    return message(f"{name} is invited to {title} in your place. You are excused.")


def in_your_place(meeting: Meeting, group: Group, alternate: Person, *, by: Person) -> Message:
    """To whoever is sent."""
    when = moment(meeting.starts_at, alternate.zone)
    where = f" Where: {esc(short(meeting.place, 500))}." if meeting.place else ""
    text = (
        f"{esc(short(by.name, 80))} cannot come to {bold_title(meeting.title)} of"
        f" {bold(short(group.name, 200))}, {when}, and asks you to come instead.{where} Will you"
        " come?"
    )
    about = dated(meeting.title, meeting.starts_at, alternate.zone)
    add = button("Add to my calendar", ADD_TO_CALENDAR, meeting.id, about=about)
    return message(text, [section(text), actions(*answer_buttons(meeting, about=about), add)])


def comes_after_all(meeting: Meeting, group: Group, *, by: Person) -> Message:
    """To whoever was sent, and is not any more."""
    return message(
        f"You need not come to {bold_title(meeting.title)} of {bold(short(group.name, 200))} in the"
        f" place of {esc(short(by.name, 80))} any more."
    )


def alternate_cannot(meeting: Meeting, group: Group, *, by: Person) -> Message:
    """To the member whose alternate does not come."""
    return message(
        f"{esc(short(by.name, 80))} cannot come to {bold_title(meeting.title)} of"
        f" {bold(short(group.name, 200))} in your place."
    )
