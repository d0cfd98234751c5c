"""Checks of what waits to be delivered, and of the weekly digests."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from bot.clock import clock_for
from bot.doctor.installation import CheckFailed, Installation
from models.database import reading
from models.deliveries import LastDigest, Trouble
from models.messages import Medium
from services import deliveries, retention

STUCK = timedelta(minutes=10)
TWO_WEEKS = timedelta(days=15)
"""A digest comes weekly, save on holidays."""
SHOWN_TROUBLES = 3


_REMEDIES = {
    Medium.SLACK: "Install the app again, put its token into .env, and start Convene anew; then all"
    " goes out.",
    Medium.MAIL: "See that the mail server takes what Convene sends; then all goes out.",
}


def check_outbox(installation: Installation) -> str:
    now = clock_for(installation.settings.clock_url)()
    with reading() as session:
        queue = deliveries.queue(session, now)
    if queue.refusing:
        raise CheckFailed(
            " ".join(
                f"{line.medium.label} takes nothing from the app ({line.trouble}); {line.waiting}"
                " messages wait."
                for line in queue.refusing
            ),
            " ".join(_REMEDIES[line.medium] for line in queue.refusing),
        )
    if queue.oldest_due and now - queue.oldest_due > STUCK:
        raise CheckFailed(
            f"{queue.waiting} messages wait, the longest since {queue.oldest_due:%Y-%m-%d %H:%M}"
            " UTC.",
            "See that the bot, or its scheduler process, is running, and look into its log.",
        )
    if queue.troubles:
        undelivered = sum(len(trouble.undelivered) for trouble in queue.troubles)
        raise CheckFailed(
            f"{undelivered} messages did not arrive, and {queue.held} are held:"
            f" {_places(queue.troubles)}.",
            "The program manager types /convene deliveries in Slack, mends what it names, and"
            " presses Try again or Give up.",
        )
    in_doubt = f", {queue.in_doubt} are being looked for" if queue.in_doubt else ""
    return f"{queue.waiting} messages wait{in_doubt}; none is stuck, and none did not arrive."


def check_digests(installation: Installation) -> str:
    now = clock_for(installation.settings.clock_url)()
    with reading() as session:
        last = deliveries.queue(session, now).digests
    if missed := [digest for digest in last if _since(digest) < now - TWO_WEEKS]:
        raise CheckFailed(
            f"No digest for two weeks in {_digest_days(missed)}.",
            "See that the bot, or its scheduler process, is running, and look at the queue above.",
        )
    return f"The last came in {_digest_days(last)}." if last else "No group gets any yet."


def check_retention(installation: Installation) -> str:
    now = clock_for(installation.settings.clock_url)()
    years = installation.settings.history_years
    with reading() as session:
        kept = retention.kept(session, now)
    late = f", {kept.overdue} of them for too long: they go in the next nights" * bool(kept.overdue)
    since = f" since {kept.oldest:%Y-%m-%d}" if kept.oldest else ""
    for_how_long = f"{years} years" if years else "ever"
    return (
        f"{kept.with_words} messages hold their words{late}. {kept.reminders} reminders told in"
        f" lists, and {kept.entries} entries of the history{since}, which is kept for"
        f" {for_how_long}."
    )


def _places(troubles: Sequence[Trouble]) -> str:
    """The first few, with Slack's reason; ids and names of groups, but not of people."""
    named = [
        f"{trouble.lane}{f' ({trouble.group.name})' if trouble.group else ''}: "
        f"{trouble.reason or trouble.undelivered[-1].error or 'no reason given'}"
        for trouble in troubles[:SHOWN_TROUBLES]
    ]
    return "; ".join([*named, *(["and more"] if len(troubles) > SHOWN_TROUBLES else [])])


def _since(digest: LastDigest) -> datetime:
    return digest.at or digest.group.digest_from or digest.group.created_at


def _digest_days(digests: Sequence[LastDigest]) -> str:
    return ", ".join(
        f"{digest.group.name} {f'{digest.at:%Y-%m-%d}' if digest.at else 'never'}"
        for digest in digests
    )
