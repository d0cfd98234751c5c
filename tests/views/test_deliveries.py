"""The words about what did not arrive: what, where, why, and what to do, within Slack's limits."""

import json
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from models import Group, GroupKind, OutboxState, Person
from models.deliveries import LastDigest, MediumQueue, Queue, Retried, Trouble, Undelivered
from models.messages import CARD, DIGEST, KINDS, REMIND, Medium, MessageKind
from models.payloads import Message
from sandbox import rules
from scheduler.sending import CLOSED
from tests.factories import NOW
from views import deliveries

NASTY = ("<!channel> & <@UBEN> *bold* ~_`code` ```" * 6)[:200]
RIGHT_TO_LEFT = ("ועדת הקטלוג המשותף " * 12)[:200]


def group(name: str = "Metadata") -> Group:
    return Group(
        id=1, name=name, name_key=name, kind=GroupKind.COUNCIL, channel_id="CMETA", created_at=NOW
    )


def person(name: str = "Ben Brook") -> Person:
    return Person(id=2, name=name, slack_id="UBEN", created_at=NOW)


def undelivered(
    kind: MessageKind = DIGEST, error: str = "is_archived", *, unclear: bool = False
) -> Undelivered:
    return Undelivered(kind, NOW, error, unclear)


CHANNEL = Trouble("CMETA", "is_archived", group(), None, (undelivered(),), held=2)
HERS = Trouble(
    "UBEN", "user_disabled", None, person(), (undelivered(REMIND, "user_disabled"),), held=0
)
EMPTY = Queue(0, 0, 0, 0, (), (), ())


def overview(**more: Any) -> Message:
    return deliveries.overview(replace(EMPTY, **more), now=NOW, zone="America/New_York")


def test_an_alarm_says_what_where_why_and_what_to_do() -> None:
    message = deliveries.alarm(CHANNEL, to=person())
    assert (
        message["text"]
        == "Something did not arrive in <#CMETA> (Metadata): the weekly digest of Tue, Nov 24,"
        " 2026, 9:30 AM EST.\nThe channel is archived. Unarchive it and press Try again, or give"
        " the group another channel with `/wg edit`. (Slack: is_archived)\nUntil then 2 more"
        " messages wait there."
    )
    buttons = message["blocks"][1]["elements"]
    assert [
        (button["text"]["text"], button["value"], button["accessibility_label"])
        for button in buttons
    ] == [
        ("Try again", "CMETA", "Try again: Metadata"),
        ("Give up", "CMETA", "Give up: Metadata"),
    ]


def test_an_alarm_about_a_person() -> None:
    assert (
        deliveries.alarm(HERS, to=person())["text"]
        == "Something did not arrive at Ben Brook: the reminder of a meeting of Tue, Nov 24, 2026,"
        " 9:30 AM EST.\nThe account is deactivated, or Slack does not show it to Convene. Pass"
        " this person's open tasks on, then press Give up. (Slack: user_disabled)"
    )


@pytest.mark.parametrize(
    ("reason", "unclear", "words"),
    [
        (
            "550 5.1.1",
            False,
            "The address takes no mail. Ask this person for the right one; whoever runs Convene"
            " changes it with `python -m bot person address`, and all goes out. If it is right,"
            " press Try again. (Mail: 550 5.1.1)\nUntil then 2 more messages wait there.",
        ),
        (
            "no_smtputf8",
            False,
            "The mail server does not take letters such as é before the @ of an address."
            " Ask this person for an address in plain letters; whoever runs Convene"
            " changes it with `python -m bot person address`, and all goes out. Or have the server"
            " offer SMTPUTF8, then press Try again. (Mail: no_smtputf8)\nUntil then 2 more messages"
            " wait there.",
        ),
        (
            "",
            True,
            "It may have arrived all the same: the mail server never said that it had it. Ask this"
            " person: press Give up if it is there, else Try again. (Mail: reset)",
        ),
        (
            "",
            False,
            "The mail server refused this message. Press Try again; if it keeps failing, give it up"
            " and tell this person by other means. (Mail: reset)",
        ),
    ],
)
def test_an_alarm_about_mail(reason: str, unclear: bool, words: str) -> None:
    missed = (undelivered(REMIND, "reset", unclear=unclear),)
    trouble = Trouble("mail:7", reason, None, person(), missed, held=2 if reason else 0)
    text = deliveries.alarm(trouble, to=person())["text"]
    assert text.split("\n", 1)[1] == words


def test_what_may_have_arrived_is_to_be_looked_for() -> None:
    unclear = undelivered(CARD, "may have been posted: reset; missing_scope", unclear=True)
    unclear_trouble = replace(CHANNEL, reason="", undelivered=(unclear, unclear), held=0)
    assert (
        deliveries.alarm(unclear_trouble, to=person())["text"]
        == "Something did not arrive in <#CMETA> (Metadata): 2 times a meeting's card.\nIt may have"
        " arrived all the same: Slack's answer was lost, and Convene may not look there. Look"
        " yourself: press Give up if it is there, else Try again. (Slack: may have been posted:"
        " reset; missing_scope)"
    )


@pytest.mark.parametrize("code", sorted(CLOSED))
def test_every_reason_that_closes_a_channel_is_explained(code: str) -> None:
    about = HERS if code.startswith("user") or code == "cannot_dm_bot" else CHANNEL
    text = deliveries.alarm(replace(about, reason=code), to=person())["text"]
    assert "Slack did not take it" not in text
    assert f"(Slack: {code})" in text


def test_the_overview_when_all_is_well() -> None:
    digests = (LastDigest(group(), NOW, OutboxState.SENT), LastDigest(group("New"), None, None))
    message = overview(waiting=1, media=(MediumQueue(Medium.SLACK, "", 1, NOW),), digests=digests)
    when = "<!date^1795530600^{date_long_pretty} at {time}|Tue, Nov 24, 2026, 9:30 AM EST>"
    assert message["text"].splitlines() == [
        "Everything arrived. 1 message waits to be sent.",
        f"*Metadata*: {when}, arrived",
        "*New*: none yet",
    ]


def test_the_overview_when_slack_takes_nothing() -> None:
    since = NOW - timedelta(hours=1)
    message = overview(
        waiting=12,
        in_doubt=1,
        held=3,
        on_the_way=2,
        media=(MediumQueue(Medium.SLACK, "token_revoked", 12, since), MediumQueue(Medium.MAIL)),
    )
    assert (
        message["text"]
        == "*Slack takes nothing from Convene at all* (token_revoked). Everything waits. Whoever"
        " runs Convene installs the app again or renews its token; then all goes out by itself."
        " 12 messages wait to be sent, the longest since <!date^1795527000^{date_long_pretty}"
        " at {time}|Tue, Nov 24, 2026, 8:30 AM EST>; 2 being sent; 1 being looked for; 3 held"
        " until a channel is fixed."
    )


def test_each_medium_tells_its_own_trouble_and_its_own_wait() -> None:
    since = NOW - timedelta(hours=1)
    slack, mail = MediumQueue(Medium.SLACK, waiting=1), MediumQueue(Medium.MAIL, "535", 2, since)
    words = overview(waiting=3, media=(slack, mail))["text"]
    assert words.startswith("*Mail takes nothing from Convene at all* (535). Everything that goes")
    assert "1 message waits to be sent by Slack; 2 messages wait to be sent by Mail, the" in words
    assert "Slack takes nothing" not in words


def test_every_medium_has_a_remedy() -> None:
    assert set(deliveries.REMEDIES) == set(Medium)


def test_a_closed_channel_with_nothing_left_can_only_be_tried() -> None:
    message = overview(troubles=(replace(CHANNEL, undelivered=(), held=1),))
    assert "*Closed:* <#CMETA> (Metadata).\nThe channel is archived." in message["text"]
    assert "Until then 1 more message waits there." in message["text"]
    assert [button["text"]["text"] for button in message["blocks"][3]["elements"]] == ["Try again"]


@pytest.mark.parametrize("name", [NASTY, RIGHT_TO_LEFT, "x" * 200])
def test_within_the_limits_at_the_largest_size(name: str) -> None:
    of_kinds = tuple(undelivered(kind, NASTY) for kind in KINDS)
    troubles = [
        replace(CHANNEL, lane=f"C{n}", group=group(name), undelivered=of_kinds * 5)
        for n in range(15)
    ]
    troubles += [
        replace(HERS, lane=f"U{n}", person=person(name), undelivered=of_kinds) for n in range(15)
    ]
    digests = tuple(LastDigest(group(name), NOW, OutboxState.DEAD) for _ in range(40))
    for message in (
        overview(troubles=tuple(troubles), digests=digests),
        overview(troubles=tuple(reversed(troubles)), digests=digests),
        *(deliveries.alarm(trouble, to=person(name)) for trouble in troubles),
        deliveries.tried_again(Retried(1, 2), may_see_all=True),
        deliveries.dropped(1, may_see_all=False),
    ):
        rules.check_message(text=message["text"], blocks=message["blocks"])
        assert len(json.dumps(message["blocks"], ensure_ascii=False)) <= 13_000
        assert "<!channel>" not in str(message["text"])


def test_what_was_done() -> None:
    assert deliveries.tried_again(Retried(1, 1), may_see_all=False) == {
        "text": (
            "1 message that did not arrive goes out now, with what was held. 1 message was"
            " too late to be sent. You hear from me if it fails again."
        ),
        "blocks": deliveries.tried_again(Retried(1, 1), may_see_all=False)["blocks"],
    }
    assert (
        deliveries.dropped(2, may_see_all=False)["text"] == "Given up: 2 messages will not be sent."
    )
