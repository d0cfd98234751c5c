"""Who is in a group without Slack and how each is reached, and links to people's own pages."""

from collections.abc import Sequence

from models import Group, Person, reach
from models.partner_links import PassedLink
from models.payloads import Block, Element, Message, View
from views.elements import actions, button, confirm, context, message, section
from views.inputs import modal
from views.texts import bold, esc, joined, plural, short
from views.times import day_in
from views.values import PartnerButton

LIST = "partner.list"
GIVE = "partner.link"
END = "partner.end"
BOUNCED = "partner.bounced"
REACHED = "partner.reached"
OWN = "page.own"
PARTNERS_SHOWN = 20
"""How many of them one message shows with buttons."""


def list_button(group: Group) -> Element:
    """What leads from a message to the links of those who are to be told."""
    return button("Links to pass on", LIST, group.id, about=group.name)


def listed(
    group: Group, partners: Sequence[Person], *, may_mark_addresses: bool = False
) -> Message:
    """To a chair: each member without Slack, and what there is to do."""
    if not partners:
        return message(
            f"Everybody in {bold(short(group.name, 200))} has a Slack account. `/wg add` adds a"
            " campus partner who has none: its form asks for a name."
        )
    count = plural(len(partners), "member")
    text = f"{count} of {bold(short(group.name, 200))} without a Slack account:"
    lines = [f"{_name(person)}: {_reached(person)}" for person in partners]
    more = (
        f"and {plural(len(partners) - PARTNERS_SHOWN, 'other')}"
        if len(partners) > PARTNERS_SHOWN
        else ""
    )
    blocks: list[Block] = [section(text)]
    for person, line in zip(partners[:PARTNERS_SHOWN], lines, strict=False):
        blocks.append(section(line))
        if buttons := _buttons(group, person, may_mark_addresses=may_mark_addresses):
            blocks.append(actions(*buttons))
    note = [context(joined((more, _note()), " "))] if more or _note() else []
    return message(joined((text, *lines[:PARTNERS_SHOWN], more), "\n"), [*blocks, *note])


def to_pass_on(given: PassedLink, *, zone: str) -> Message:
    """To whoever asked for it, and to nobody else: a text that can be copied, with the link."""
    name, group = esc(short(given.person.name, 80)), esc(short(given.group.name, 200))
    shared = (
        " I have it, too, until you have a fresh one sent to your own mailbox."
        if reach.medium_of(given.person)
        else ""
    )
    ready = (
        f"Dear {name}, this is your own page for {group}: {given.address} There you say whether you"
        " come to meetings, finish tasks and see what the group does. Whoever has the link can act"
        f" as you: please do not pass it on.{shared}"
    )
    until = day_in(zone, given.ends_at)
    small = (
        f"Whoever has the link acts as {name}, and now you have it, too, so send it to nobody else."
        f" It works until {until}, or until {name} has a fresh link; `/wg partners` ends it before."
    )
    text = f"A text to pass on to {name}:"
    return message(f"{text}\n{ready}\n{small}", [section(f"{text}\n> {ready}"), context(small)])


def ended(person: Person, count: int) -> Message:
    """To whoever ended somebody's links."""
    name = esc(short(person.name, 80))
    if not count:
        return message(f"{name} has no link that still works.")
    return message(f"{plural(count, 'link')} of {name} no longer {_opens(count)} anything.")


def marked(person: Person, *, is_bad: bool, is_new: bool) -> Message:
    """To whoever said that somebody's address takes no mail, or takes it again."""
    name, address = esc(short(person.name, 80)), esc(short(str(person.email), 100))
    if is_bad:
        text = f"No mail goes to {name} ({address}) until somebody says that it arrives again."
    else:
        text = f"Mail goes to {name} ({address}) again."
        if is_new:
            text += " What waited or was refused goes out next, as far as it is still of use."
    return message(text if is_new else f"{text} That was known.")


def own(address: str) -> View:
    """Somebody's own pages, from her Home tab."""
    blocks = [
        section(f"<{address}|Open your page>"),
        context(
            "It shows what concerns you, as this Slack does. The link is yours alone: whoever has"
            " it acts as you."
        ),
    ]
    return modal(OWN, "Your page", blocks)


def _buttons(group: Group, person: Person, *, may_mark_addresses: bool) -> list[Element]:
    of_links = _link_buttons(group, person) if reach.current().public_url else []
    return [*of_links, *(_address_buttons(group, person) if may_mark_addresses else [])]


def _address_buttons(group: Group, person: Person) -> list[Element]:
    """What there is to say of an address to which mail is sent."""
    if not reach.current().sends_mail or person.email is None:
        return []
    value = PartnerButton(group.id, person.id).text
    if person.mail_bounced_at is not None:
        return [button("Mail arrives again", REACHED, value, about=person.name)]
    sure = confirm(
        "Send no more mail?",
        f"Nothing will go to {short(str(person.email), 100)} until somebody says that it arrives"
        " again, or the address is changed.",
        "Send no more",
    )
    return [button("Mail comes back", BOUNCED, value, about=person.name, confirm=sure)]


def _link_buttons(group: Group, person: Person) -> list[Element]:
    value = PartnerButton(group.id, person.id).text
    sure = confirm(
        "End the links?",
        f"No link of {short(person.name, 80)} will open anything any more. The next mail or text"
        " will have a fresh one.",
        "End them",
    )
    give = button("Text to pass on", GIVE, value, about=person.name)
    end = button("End the links", END, value, about=person.name, confirm=sure)
    return [end] if reach.medium_of(person) else [give, end]


def _reached(person: Person) -> str:
    """How she is reached, or why she is not."""
    if not reach.current().sends_mail:
        return "nothing reaches them, since no mail is sent from here"
    address = f" ({esc(short(person.email, 100))})" if person.email else ""
    return f"{reach.obstacle_of(person) or 'by mail'}{address}"


def _note() -> str:
    """What is missing for links, if anything is."""
    return "" if reach.current().public_url else "No pages are set up here, so there are no links."


def _name(person: Person) -> str:
    return bold(short(person.name, 80))


def _opens(count: int) -> str:
    return "opens" if count == 1 else "open"
