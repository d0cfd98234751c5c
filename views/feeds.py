"""Addresses at which calendars fetch meetings, and the file of a single one."""

from collections.abc import Collection, Sequence

from models import FeedKind, Group
from models.payloads import Block, Message
from views.elements import actions, button, context, header, message, section
from views.texts import bold, esc, joined, short
from views.values import FeedOf

REPLACE = "feed.replace"
END = "feed.end"
FEEDS_OF_GROUPS_SHOWN = 20
"""Of how many groups one message shows the feeds."""
KEPT_PRIVATE = (
    "Whoever has an address can read those meetings, so keep it to yourself. It shows no names and"
    " no addresses of people."
)
HOW_TO_SUBSCRIBE = (
    "In Google Calendar choose “Other calendars”, “From URL”; in Outlook “Add calendar”, “Subscribe"
    " from web”; in Apple’s Calendar “File”, “New Calendar Subscription”."
)


def listed(
    groups: Sequence[Group], held: Collection[tuple[FeedKind, int | None]], *, sees_public: bool
) -> Message:
    """The feeds that somebody may have; ``held`` are those for which she has an address."""
    rows = [(FeedOf(FeedKind.MINE), "My meetings", "those of all your groups")]
    if sees_public:
        rows.append((FeedOf(FeedKind.PUBLIC), "All meetings", "those of every public group"))
    rows += [
        (FeedOf(FeedKind.GROUP, group.id), short(group.name, 100), "of this group alone")
        for group in groups[:FEEDS_OF_GROUPS_SHOWN]
    ]
    blocks: list[Block] = [header("Meetings in your own calendar"), section(KEPT_PRIVATE)]
    lines = []
    for feed, name, what in rows:
        has_address = (feed.kind, feed.group_id) in held
        state = " You have an address for it." if has_address else ""
        lines.append(f"{esc(name)}: {what}.{state}")
        label = "Replace this address" if has_address else "Get an address"
        buttons = [button(label, REPLACE, feed.text, about=name)]
        if has_address:
            buttons.append(button("End it", END, feed.text, style="danger", about=name))
        blocks += [section(f"{bold(name)}: {what}.{state}"), actions(*buttons)]
    blocks.append(context("An address is shown once. If it was seen by somebody else, replace it."))
    return message(joined([KEPT_PRIVATE, *lines], " "), blocks)


def address_made(name: str, address: str, *, was_replaced: bool) -> Message:
    """The address, once, to its owner alone."""
    old = " The old one shows nothing any more." if was_replaced else ""
    text = f"The address of {bold(name)} for your calendar:"
    code = f"```{esc(address)}```"
    rest = f"{HOW_TO_SUBSCRIBE} It looks for changes by itself, some only once a day.{old}"
    shown = f"{text} {esc(address)} {rest} {KEPT_PRIVATE}"
    return message(shown, [section(f"{text}\n{code}"), section(rest), context(KEPT_PRIVATE)])


def ended(name: str) -> Message:
    """To whoever ended an address of hers."""
    return message(f"The address of {bold(name)} shows nothing any more.")


def not_held() -> Message:
    """Where there was none."""
    return message("You have no such address. Type `/convene calendar` to see yours.")


def no_pages() -> Message:
    """Where this deployment has no address of its own."""
    return message(
        "Calendars cannot fetch meetings from here: this Convene has no public address. “Add to my"
        " calendar” on a meeting gives you a file instead; type `/meet show`."
    )


def file_comes(title: str) -> Message:
    """To whoever wants a meeting in her calendar."""
    return message(
        f"I am sending you {bold(title)} as a file, by direct message. Open it to have it in your"
        " calendar; if the meeting changes later, take it again."
    )


def beside_file(title: str, *, repeats: bool) -> str:
    """What stands beside the file."""
    rest = " with all its dates" if repeats else ""
    return f"{bold(title)}{rest}, for your calendar."
