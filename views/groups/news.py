"""What people are told when something about a group has changed."""

import re
from collections.abc import Sequence
from datetime import datetime

from models import Group, Organization, Person, QuietWeek, Task, reach
from models.group_kinds import rules_of
from models.messages import Medium
from models.payloads import Element, Message
from models.rosters import Absence
from models.welcome_packets import WelcomePacket
from views.elements import actions, button, context, message, section
from views.groups import ids
from views.groups.forms import DAYS
from views.groups.lists import make_channel, people_lines
from views.texts import (
    bold,
    brief,
    channel,
    esc,
    fitting,
    in_a_row,
    joined,
    lacks,
    names,
    please_tell_those,
    plural,
    short,
    who_is_told,
)
from views.times import day_in, moment, plain_moment
from views.values import InviteButton

ADDRESSES_SHOWN = 5
"""How many partners are named with their addresses."""
FREED_SHOWN = 12
"""How many tasks a message about former members names."""
STEP_BACK = "To step back, press Leave or type `/wg leave`; `/wg handover` passes on what you hold."
_TWO_LINES = 280
_PEOPLE_ROOM = 1200
_QUESTIONS_SHOWN = 3
_SEATS_SHOWN = 5
MOST_INVITED = 100
"""How many people Slack takes in one invitation."""


def started(group: Group, *, chair: Person, absence: Absence | None = None) -> Message:
    """To the one who started it."""
    text = (
        f"{esc(group.name)} has started, with {esc(chair.name)} as chair. "
        f"{_where(group)}{_everybodys(group)}"
    )
    text = joined([text, _missing(group, absence)], "\n")
    add = button("Add people", ids.ADD, group.id, style="primary")
    make = [] if group.channel_id else [make_channel(group)]
    return message(text, [section(text), actions(*_invite(group, absence), *make, add)])


def got_channel(group: Group, *, absence: Absence | None) -> Message:
    """To the one who had a channel made."""
    text = f"{bold(group.name)} works in {channel(group.channel_id)} now. You are in it."
    return _with_absence(group, text, absence)


def _where(group: Group) -> str:
    if group.channel_id:
        return f"I am introducing it in {channel(group.channel_id)} now."
    return (
        f"It has no channel yet: `/wg edit {esc(short(group.name, 60))}` gives it one that is"
        " there, and the button makes one."
    )


def _everybodys(group: Group) -> str:
    """What a channel that everybody is in means for whoever types there."""
    if not group.channel_is_everybodys:
        return ""
    return (
        f" Everybody is in {channel(group.channel_id)}, so commands typed there have to name the"
        f" group, as in `/wg show {esc(short(group.name, 60))}`. `/wg edit` chooses another one."
    )


def introduced(group: Group, *, chair: Person) -> Message:
    """To the group's channel, once, when it starts."""
    text = f"{esc(group.name)} works here from now on. Chair: {esc(chair.name)}."
    charge = f"*Charge.* {esc(short(group.charge, 2800))}"
    may_join = not group.is_private and rules_of(group.kind).anyone_may_join
    shown = [button("Charge", ids.CHARGE, group.id, about=group.name)]
    if may_join:
        shown.insert(0, button("Join", ids.JOIN, group.id, about=group.name))
    return message(
        f"{text} Charge: {esc(short(group.charge, 2000))}",
        [section(text), section(charge), actions(*shown)],
    )


def welcome(
    packet: WelcomePacket,
    *,
    by: Person | None,
    zone: str,
    by_mail: bool = False,
    why: str = "",
) -> Message:
    """To somebody who is new in a group: what it is for, who is in it, when it meets, what is open,
    and how to step back. ``by_mail`` is for who has no Slack, and so comes into no channel.
    """
    group, next_meeting = packet.overview.group, packet.overview.next_meeting
    added_by = f"{esc(by.name)} added you to" if by else "Welcome to"
    has_channel = group.channel_id is not None and not by_mail
    works = f"It works in {channel(group.channel_id)}." if has_channel else ""
    text = joined([f"{added_by} {bold(group.name)}.", why, works], " ")
    meets, meets_plain = "", ""
    if next_meeting:
        title = esc(short(next_meeting.title, 200))
        meets = f"*Next meeting.* {title}, {moment(next_meeting.starts_at, next_meeting.zone)}"
        meets_plain = f"Next meeting: {title}, {plain_moment(next_meeting.starts_at, zone)}."
    charge = two_lines(group.charge)
    people = fitting(people_lines(packet.overview.roster), _PEOPLE_ROOM)
    questions = question_lines(packet)
    blocks = [section(joined([text, f"*Charge.* {charge}", meets], "\n"))]
    if people:
        blocks.append(section("\n".join(["*People*", *people])))
    if questions:
        blocks.append(section("\n".join(["*Open questions*", *(f"• {row}" for row in questions)])))
    blocks.append(
        actions(
            button("Show the group", ids.SHOW, group.id),
            button("Leave", ids.LEAVE, group.id, about=group.name),
        )
    )
    blocks.append(context(STEP_BACK))
    plain = [f"People: {'; '.join(people)}." if people else "", meets_plain]
    asks = f"Open questions: {'; '.join(questions)}." if questions else ""
    return message(joined([text, f"Charge: {charge}", *plain, asks, STEP_BACK], " "), blocks)


def two_lines(charge: str) -> str:
    """A charge as far as two lines hold it, its paragraphs apart."""
    paragraphs = [" ".join(line.split()) for line in charge.splitlines()]
    # A paragraph that ends like a sentence needs nothing after it.
    text = re.sub(r"([.,:;!?]);(?= )", r"\1", joined(paragraphs, "; "))
    return esc(short(text, _TWO_LINES)) or "_No charge is written down yet._"


def question_lines(packet: WelcomePacket) -> list[str]:
    """The first open questions, and how many more there are."""
    shown = [esc(brief(row.question.wording, 150)) for row in packet.questions[:_QUESTIONS_SHOWN]]
    more = len(packet.questions) - len(shown)
    return [*shown, f"{more} more: `/wg decisions` shows all"] if more else shown


def added(
    group: Group,
    new: Sequence[Person],
    already: Sequence[Person],
    *,
    known: str = "",
    absence: Absence | None = None,
) -> Message:
    """To the one who added people; ``known`` says that a partner had a record."""
    parts = [known] if known else []
    if new:
        parts.append(f"Added to {bold(group.name)}: {names(new)}.")
    if already:
        parts.append(f"Already in it: {names(already)}.")
    if silent := [person for person in new if reach.medium_of(person) is None]:
        parts.append(unreachable(silent))
    if written := [person for person in new if reach.medium_of(person) is Medium.MAIL]:
        parts.append(_mail_goes_to(written))
    if external := [person for person in (*new, *already) if person.is_external]:
        parts.append(f"From another workspace, and so a guest here: {names(external)}.")
    return _with_absence(group, " ".join(parts), absence)


def known_already(person: Person, place: Organization | None) -> str:
    """That a partner who was to be added had a record, and where she works by it."""
    where = f", at {esc(brief(place.name, 200))}" if place else ""
    return f"{esc(person.name)} is known already{where}."


def _mail_goes_to(people: Sequence[Person]) -> str:
    """Such as “Mail goes to Pia Pons (pia@it.example.edu) and 2 more.”"""
    shown = [
        f"{esc(short(person.name, 80))} ({esc(short(str(person.email), 100))})"
        for person in people[:ADDRESSES_SHOWN]
    ]
    more = [f"{len(people) - len(shown)} more"] if len(people) > len(shown) else []
    *before, last = [*shown, *more]
    return f"Mail goes to {joined([', '.join(before), last], ' and ')}."


def invited(group: Group, came: Sequence[Person], absence: Absence | None) -> Message:
    """In place of what named those who were missing: who is in the channel now, and who is not."""
    text = f"In {channel(group.channel_id)} now: {names(came)}." if came else ""
    if absence is None:
        return message(text)
    refused = [person for person in absence.people if person.is_guest]
    guests = f"Guests are let in by an administrator of this Slack: {names(refused)}."
    return _with_absence(group, joined([text, guests if refused else ""], " "), absence)


def removed(
    group: Group,
    people: Sequence[Person],
    *,
    heard: Sequence[Person] = (),
    unreached: Sequence[Person] = (),
) -> Message:
    """To the one who removed people: those who have ``heard`` it, with thanks, and those who are
    ``unreached`` by any word of it.
    """
    text = f"No longer in {bold(group.name)}: {names(people)}."
    thanked_words = f"I tell {names(heard)}, with thanks." if heard else ""
    return message(joined([text, thanked_words, please_tell_those(unreached)], " "))


def thanked(group: Group, *, by: Person) -> Message:
    """To somebody who is in a group no longer by what somebody else has done."""
    return message(
        f"{esc(short(by.name, 80))} ended your service in {bold(short(group.name, 200))}. Thank you"
        " for serving in it. What you did stays on record."
    )


def left(
    group: Group, *, may_join: bool, held: Message | None = None, freed_tasks: int = 0
) -> Message:
    """To somebody who left; ``held`` lists what she holds there still."""
    text = f"You have left {bold(group.name)}. Thank you. Your past work stays on record."
    if freed_tasks:
        belongs = "belongs" if freed_tasks == 1 else "belong"
        text = f"{text} {plural(freed_tasks, 'open task')} of yours {belongs} to nobody now."
    back = "Come back any time." if may_join else "To come back, ask a chair to add you."
    text = f"{text} {back}"
    again = [actions(button("Join again", ids.JOIN, group.id))] if may_join else []
    still = held or {"text": "", "blocks": []}
    return message(joined([text, still["text"]], " "), [section(text), *still["blocks"], *again])


def freed(group: Group, tasks: Sequence[tuple[Person, Task]]) -> Message:
    """To a chair, when terms have ended whose holders still had open tasks in a private group."""
    people = list({person.id: person for person, _ in tasks}.values())
    count = plural(len(tasks), "open task")
    is_one, belongs = len(people) == 1, "belongs" if len(tasks) == 1 else "belong"
    ended = f"{names(people)} {'is' if is_one else 'are'} no longer in {bold(group.name)}"
    text = f"{ended}: {count} there {belongs} to nobody now. Give each to somebody who is in it."
    shown = [
        f"• {esc(short(task.title, 150))} (was {esc(short(person.name, 60))}'s)"
        for person, task in tasks[:FREED_SHOWN]
    ]
    if more := len(tasks) - len(shown):
        shown.append(f"and {more} more; `/task list {esc(short(group.name, 80))}` shows all")
    lines = "\n".join(shown)
    return message(f"{text}\n{lines}", [section(text), section(lines)])


def changed(
    group: Group,
    *,
    absence: Absence | None = None,
    unreached: Sequence[Person] = (),
    seated: Sequence[str] = (),
) -> Message:
    """To the one who changed a group; ``unreached`` get no word of who chairs it, and ``seated``
    says of each new chair in a seat of another role what that means.
    """
    text = f"{bold(group.name)} has been changed.{_everybodys(group)}"
    text = joined([text, *seated[:_SEATS_SHOWN], please_tell_those(unreached)], " ")
    return _with_absence(group, text, absence)


def was_discharged(group: Group, *, heard: int = 0, unreached: Sequence[Person] = ()) -> Message:
    """To the one who discharged a group; without a channel so many members hear of it."""
    readers = who_is_told(group, heard=heard, unreached=unreached)
    return message(
        f"{bold(group.name)} is discharged. `/wg show {esc(short(group.name, 200))}` and"
        f" `/wg list discharged` still show it. {readers}"
    )


def discharged_news(
    group: Group,
    *,
    by: Person,
    reason: str,
    now: datetime,
    thanked: Sequence[Person] = (),
    successors: Sequence[Group] = (),
    open_tasks: int = 0,
    passed_on: int = 0,
) -> Message:
    """To the channel, or each member, once: that the group has ended, why, what it has done, who is
    thanked for it, who goes on, what becomes of its open tasks, and where its record is.
    """
    day = day_in(group.zone, now)
    why = f" Reason: {esc(brief(reason, 1000))}" if reason else ""
    text = f"{bold(group.name)} was discharged on {day} ({esc(short(by.name, 80))}).{why}"
    report = brief(group.final_report, 2000)
    parts = [
        f"*Final report.* {esc(report)}" if report else "",
        f"Its work goes on in {names_of(successors)}." if successors else "",
        f"Thank you for your work in it: {names(thanked)}." if thanked else "",
        _open_tasks(group, open_tasks, passed_on),
    ]
    record = (
        "Its charge, people, meetings, tasks and decisions stay on record: type"
        f" `/wg show {esc(short(group.name, 200))}`. Nothing else in it changes any more, and no"
        " reminder or weekly digest comes."
    )
    paragraphs = [part for part in (text, *parts, record) if part]
    return message("\n".join(paragraphs), [section(part) for part in paragraphs])


def _open_tasks(group: Group, left: int, passed_on: int) -> str:
    """What becomes of the open tasks of a group that has ended."""
    went = f"{plural(passed_on, 'open task')} went along." if passed_on else ""
    whose = "Whoever holds it" if left == 1 else "Whoever holds one of them"
    name = esc(short(group.name, 200))
    stays = (
        f"{plural(left, 'task')} stayed open. {whose} can still mark it as done: type"
        f" `/task list {name}`."
    )
    return joined([went, stays if left else ""], " ")


def names_of(groups: Sequence[Group]) -> str:
    """The names of a few groups, as a sentence lists them."""
    return in_a_row([bold(brief(group.name, 80)) for group in groups])


def digest_changed(group: Group) -> Message:
    """To the one who set the digest's hour."""
    agenda = (
        f" The agenda of each meeting is posted {plural(group.agenda_hours, 'hour')} before it."
        if group.agenda_hours
        else ""
    )
    if group.digest_weekday is None:
        return message(f"{bold(group.name)} gets no weekly digest from now on.{agenda}")
    quiet = "is one line" if group.quiet_week is QuietWeek.ONE_LINE else "is silent"
    hour = f"{group.digest_time:%I:%M %p}".lstrip("0")
    story = " It tells a story of the week, where one fits." if group.digest_story else ""
    return message(
        f"{bold(group.name)} gets its digest every {DAYS[group.digest_weekday]} at {hour} "
        f"({esc(group.zone)}) in {channel(group.channel_id)}; a quiet week {quiet}.{story}{agenda}"
    )


def unreachable(people: Sequence[Person]) -> str:
    """Whom no message reaches, so that whoever reads it tells them."""
    links = " `/wg partners` has links to pass on." if reach.current().public_url else ""
    return f"I cannot write to {names(people)}, who {lacks(people)}: please tell them.{links}"


def _with_absence(group: Group, text: str, absence: Absence | None) -> Message:
    text = joined([text, _missing(group, absence)], "\n")
    buttons = _invite(group, absence)
    return message(text, [section(text), actions(*buttons)] if buttons else None)


def _missing(group: Group, absence: Absence | None) -> str:
    """Who is in the group and cannot read along, and how that is mended where I may not."""
    if absence is None:
        return ""
    text = f"Not in {channel(group.channel_id)} yet: {names(absence.people)}."
    return text if absence.may_invite else f"{text} Type `/invite` and their names there."


def _invite(group: Group, absence: Absence | None) -> list[Element]:
    if absence is None or not absence.may_invite:
        return []
    person_ids = tuple(person.id for person in absence.people[:MOST_INVITED])
    value = InviteButton(group.id, person_ids).text
    return [button("Invite them", ids.INVITE, value, about=group.name)]
