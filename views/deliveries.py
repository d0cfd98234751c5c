"""What did not arrive, why, and what can be done; and how the queue stands."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from models import OutboxState, Person
from models.deliveries import (
    MADE_PUBLIC,
    NO_OTHER_LETTERS,
    LastDigest,
    MediumQueue,
    Queue,
    Retried,
    Trouble,
    Undelivered,
)
from models.messages import Medium, Recipient
from models.payloads import Block, Message
from views import help as help_views
from views.elements import actions, button, confirm, header, message, section
from views.texts import bold, channel, esc, joined, plural, short
from views.times import moment, plain_moment
from views.values import LaneButton

TRY_AGAIN = "deliveries.try_again"
DROP = "deliveries.drop"
DELIVERIES_COMMAND = "/convene deliveries"
SHOWN_OF_QUEUE = 5
"""How many channels and people are shown, each with buttons."""
REMEDIES = {
    Medium.SLACK: "Everything waits. Whoever runs Convene installs the app again or renews its"
    " token; then all goes out by itself.",
    Medium.MAIL: "Everything that goes by email waits. Whoever runs Convene sees to the email"
    " server; then all goes out by itself.",
}
"""What follows where a medium takes nothing at all, and who mends it."""
NAME_ROOM = 60
DIGESTS_SHOWN = 20
KINDS_SHOWN = 3


@dataclass(frozen=True)
class Reason:
    """What is wrong, and how somebody can mend it."""

    what: str
    mend: str


_NOT_IN = Reason(
    "Convene is not in the channel.",
    "Open the channel, type `/invite @Convene`, then press Try again.",
)
_ARCHIVED = Reason(
    "The channel is archived.",
    "Unarchive it and press Try again, or give the group another channel with `/wg edit`.",
)
_MAY_NOT_POST = Reason(
    "Only some people may post in the channel.",
    "Ask a Slack admin to let Convene post there, then press Try again.",
)
_NOBODY = Reason(
    "The account is deactivated, or Slack does not show it to Convene.",
    "Pass this person's open tasks on, then press Give up.",
)
_UNCLEAR = Reason(
    "It may have arrived all the same: Slack's answer was lost, and Convene may not look there.",
    "Look yourself: press Give up if it is there, else Try again.",
)
_NO_MAIL = Reason(
    "The address takes no mail.",
    "Ask this person for the right one; whoever runs Convene changes it with `python -m bot person"
    " address`, and all goes out. If it is right, press Try again.",
)
_NO_OTHER_LETTERS = Reason(
    "The mail server does not take letters such as é before the @ of an address.",
    "Ask this person for an address in plain letters; whoever runs Convene changes it with `python"
    " -m bot person address`, and all goes out. Or have the server offer SMTPUTF8, then press Try"
    " again.",
)
_MAIL_UNCLEAR = Reason(
    "It may have arrived all the same: the mail server never said that it had it.",
    "Ask this person: press Give up if it is there, else Try again.",
)
_MAIL_REFUSED = Reason(
    "The mail server refused this message.",
    "Press Try again; if it keeps failing, give it up and tell this person by other means.",
)
_REFUSED = Reason(
    "Slack refused the message itself.",
    "Press Give up, tell the people by other means, and tell whoever runs Convene what Slack said.",
)
REASONS = {
    "not_in_channel": _NOT_IN,
    "channel_not_found": Reason(
        "Slack shows Convene no such channel: it was deleted, or is private and Convene is not"
        " in it.",
        "Type `/invite @Convene` there and press Try again, or give the group another channel with "
        "`/wg edit`.",
    ),
    MADE_PUBLIC: Reason(
        "The channel has been made public, and the group is private.",
        "Make the channel private again, or send the form of `/wg edit` to make the group public;"
        " then press Try again.",
    ),
    "is_archived": _ARCHIVED,
    "is_inactive": _ARCHIVED,
    "restricted_action": _MAY_NOT_POST,
    "restricted_action_read_only_channel": _MAY_NOT_POST,
    "restricted_action_thread_only_channel": _MAY_NOT_POST,
    "messages_tab_disabled": Reason(
        "The Messages tab of the Convene app is switched off.",
        "Whoever runs Convene switches it on under “App Home”; then press Try again.",
    ),
    "missing_scope": Reason(
        "Slack has not granted Convene a permission that this needs.",
        "Whoever runs Convene installs the app again; then press Try again.",
    ),
    "msg_too_long": _REFUSED,
    "invalid_blocks": _REFUSED,
    "msg_blocks_too_long": _REFUSED,
    "no_text": _REFUSED,
}
STATES = {
    OutboxState.READY: "waits to be sent",
    OutboxState.SENDING: "is being sent",
    OutboxState.UNSURE: "is being looked for",
    OutboxState.SENT: "arrived",
    OutboxState.DROPPED: "was not sent: nothing to tell, or too late",
    OutboxState.DEAD: "did not arrive",
}


def alarm(trouble: Trouble, *, to: Person) -> Message:
    """To somebody who can mend it: what did not arrive where, why, and what to do."""
    text = f"Something did not arrive {_where(trouble)}: {_what(trouble.undelivered, to.zone)}."
    news = joined((text, _why(trouble), _held(trouble)), "\n")
    return message(news, [section(news), _buttons(trouble)])


def overview(queue: Queue, *, now: datetime, zone: str) -> Message:
    """To the program manager: what did not arrive, how the queue stands, and the last digests."""
    troubles = queue.troubles[:SHOWN_OF_QUEUE]
    blocks: list[Block] = [header("Deliveries"), section(_standing(queue, now, zone))]
    for trouble in troubles:
        blocks += [section(_trouble(trouble, zone)), _buttons(trouble)]
    if left := len(queue.troubles) - len(troubles):
        blocks.append(section(f"{plural(left, 'more place')} with such trouble: fix these first."))
    digests = [_digest(last, zone) for last in queue.digests]
    if digests:
        blocks += [section(part) for part in _paragraphs(["*Last weekly digests*", *digests])]
    words = [
        _standing(queue, now, zone),
        *(_trouble(trouble, zone) for trouble in troubles),
        *digests,
    ]
    return message("\n".join(words), blocks)


def tried_again(retried: Retried, *, may_see_all: bool) -> Message:
    """To whoever pressed the button."""
    late = (
        f"{plural(retried.too_late, 'message')} {_was(retried.too_late)} too late to be sent."
        if retried.too_late
        else ""
    )
    goes = (
        f"{plural(retried.sent, 'message')} that did not arrive {_goes(retried.sent)} out now, with"
        " what was held."
        if retried.sent
        else "What was held goes out now."
    )
    return _done(
        joined((goes, late, "You hear from me if it fails again."), " "), may_see_all=may_see_all
    )


def dropped(count: int, *, may_see_all: bool) -> Message:
    """To whoever pressed the button."""
    return _done(f"Given up: {plural(count, 'message')} will not be sent.", may_see_all=may_see_all)


def _done(text: str, *, may_see_all: bool) -> Message:
    see = help_views.run_button("See all deliveries", DELIVERIES_COMMAND)
    return message(text, [section(text), *([actions(see)] if may_see_all else [])])


def _standing(queue: Queue, now: datetime, zone: str) -> str:
    stopped = joined((_stopped(line) for line in queue.refusing), " ")
    lines = [line for line in queue.media if line.waiting] or [MediumQueue(Medium.SLACK)]
    # Where only one medium has anything to send, it goes without saying.
    names = [f" by {line.medium.label}" if len(lines) > 1 else "" for line in lines]
    waiting = joined(
        (_waiting(line, name, now, zone) for line, name in zip(lines, names, strict=True)), "; "
    )
    others = (
        f"{queue.on_the_way:,} being sent" if queue.on_the_way else "",
        f"{queue.in_doubt:,} being looked for" if queue.in_doubt else "",
        f"{queue.held:,} held until a channel is fixed" if queue.held else "",
    )
    well = "" if queue.troubles or stopped else "Everything arrived."
    return joined((stopped, well, joined((waiting, *others), "; ") + "."), " ")


def _waiting(line: MediumQueue, name: str, now: datetime, zone: str) -> str:
    oldest = line.oldest_due
    since = f"the longest since {moment(oldest, zone)}" if oldest and oldest < now else ""
    count = f"{plural(line.waiting, 'message')} {_waits(line.waiting)} to be sent{name}"
    return joined((count, since), ", ")


def _stopped(line: MediumQueue) -> str:
    return (
        f"*{line.medium.label} takes nothing from Convene at all* ({esc(line.trouble)})."
        f" {REMEDIES[line.medium]}"
    )


def _trouble(trouble: Trouble, zone: str) -> str:
    what = _what(trouble.undelivered, zone)
    head = (
        f"*Did not arrive* {_where(trouble)}: {what}." if what else f"*Closed:* {_place(trouble)}."
    )
    return joined((head, _why(trouble), _held(trouble)), "\n")


def _where(trouble: Trouble) -> str:
    if trouble.person:
        return f"at {esc(short(trouble.person.name, NAME_ROOM))}"
    return f"in {_place(trouble)}"


def _place(trouble: Trouble) -> str:
    if trouble.person:
        return esc(short(trouble.person.name, NAME_ROOM))
    of = (
        f" ({esc(short(trouble.group.name, NAME_ROOM))})"
        if trouble.group
        else ", a channel of no group"
    )
    return f"{channel(trouble.lane)}{of}"


def _what(undelivered: Sequence[Undelivered], zone: str) -> str:
    """Such as “the weekly digest of Mon, Nov 23, 2026,
    9:00 AM EST” or “3 times the reminder of a task”.
    """
    if len(undelivered) == 1:
        [only] = undelivered
        return f"{only.kind.name} of {plain_moment(only.promised_at, zone)}"
    counted = Counter(message.kind for message in undelivered).most_common()
    shown = [f"{plural(count, 'time')} {kind.name}" for kind, count in counted[:KINDS_SHOWN]]
    others = sum(count for _, count in counted[KINDS_SHOWN:])
    return joined((*shown, plural(others, "other message") if others else ""), ", ")


def _why(trouble: Trouble) -> str:
    code = trouble.reason or (trouble.undelivered[-1].error if trouble.undelivered else "")
    if Recipient.parse(trouble.lane).medium is Medium.MAIL:
        return _why_not_by_mail(trouble, code)
    if trouble.reason and trouble.person and trouble.reason != "messages_tab_disabled":
        reason = _NOBODY
    elif not trouble.reason and trouble.undelivered[-1].may_have_arrived:
        reason = _UNCLEAR
    else:
        reason = REASONS.get(code) or Reason(
            "Slack did not take it.",
            "Press Try again; if it keeps failing, give it up and tell the people.",
        )
    return f"{reason.what} {reason.mend} (Slack: {esc(short(code, 80))})"


def _why_not_by_mail(trouble: Trouble, code: str) -> str:
    if trouble.reason:
        reason = _NO_OTHER_LETTERS if code == NO_OTHER_LETTERS else _NO_MAIL
    elif trouble.undelivered[-1].may_have_arrived:
        reason = _MAIL_UNCLEAR
    else:
        reason = _MAIL_REFUSED
    return f"{reason.what} {reason.mend} (Mail: {esc(short(code, 80))})"


def _held(trouble: Trouble) -> str:
    if not trouble.held:
        return ""
    return f"Until then {plural(trouble.held, 'more message')} {_waits(trouble.held)} there."


def _buttons(trouble: Trouble) -> Block:
    about = (
        trouble.person.name
        if trouble.person
        else trouble.group.name
        if trouble.group
        else trouble.lane
    )
    value = LaneButton(Recipient.parse(trouble.lane)).text
    rows = [button("Try again", TRY_AGAIN, value, about=about)]
    if count := len(trouble.undelivered):
        sure = confirm(
            "Give up what did not arrive?",
            f"{plural(count, 'message')} will never be sent.",
            "Give it up",
        )
        rows.append(button("Give up", DROP, value, about=about, confirm=sure))
    return actions(*rows)


def _digest(last: LastDigest, zone: str) -> str:
    name = bold(short(last.group.name, NAME_ROOM))
    if last.at is None or last.state is None:
        return f"{name}: none yet"
    return f"{name}: {moment(last.at, zone)}, {STATES[last.state]}"


def _paragraphs(lines: Sequence[str]) -> list[str]:
    """As few as the length of a section allows."""
    left = len(lines) - DIGESTS_SHOWN
    shown = [*lines[:DIGESTS_SHOWN], *([f"and {left} more"] if left > 0 else [])]
    return ["\n".join(shown[at : at + 11]) for at in range(0, len(shown), 11)]


def _waits(count: int) -> str:
    return "waits" if count == 1 else "wait"


def _goes(count: int) -> str:
    return "goes" if count == 1 else "go"


def _was(count: int) -> str:
    return "was" if count == 1 else "were"
