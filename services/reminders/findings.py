"""What one kind of reminder came to, held against what was promised before: what is new, what has
passed, what waits though it is not to be said now, or not any more, and what has grown late; and
whether a reminder that is about to be sent is still wanted.

A second ago its meeting may have been cancelled. The beat that plans withdraws it, too, but only
within half a minute; and verbs that withdraw at once do not see what is being planned in the same
moment.
"""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from sqlmodel import Session, col, select

from models import DigestedReminder, OutboxMessage, OutboxState
from models.messages import MINE, TASKS, Key, kind_of, readable
from models.subjects import Subjects
from services import outbox
from services.outbox import Drop, Send, Verdict, Wait
from services.reminders.due import Due, ReminderKind
from services.reminders.scanning import check, next_checks, subjects_of


@dataclass(frozen=True)
class Findings:
    """What is to be done about one kind."""

    kind: ReminderKind
    found: list[Due]
    new: list[Due]
    """What is due and was never promised, each in a message of its own."""
    gathered: list[Due]
    """What is due and was never promised, and is told together with others."""
    passed: list[Due]
    """What was never said while it was of use."""
    later: list[Due]
    """What waits, and is not to be said now."""
    stale: set[Key]
    """What waits, and is not to be said at all any more."""
    late: list[Due]
    """What waits, and is to say that it is late."""


def findings(
    session: Session,
    kind: ReminderKind,
    about: Subjects,
    now: datetime,
    *,
    is_review: bool = False,
) -> Findings:
    """What is to be done of this kind about these things. ``is_review`` is for all of which
    something waits: only then it is known what of it is stale.
    """
    found = kind.due(session, now, about)
    waiting = outbox.waiting(session, kind.message) if is_review else set()
    promised = known(session, [due.key for due in found if due.at <= now or due.is_passed(now)])
    unknown = [due for due in found if due.key not in promised]
    new = [due for due in unknown if due.is_due(now)]
    waits = [due for due in found if due.key in waiting]
    return Findings(
        kind=kind,
        found=found,
        new=[due for due in new if not due.is_gathered],
        gathered=[due for due in new if due.is_gathered],
        passed=[due for due in unknown if due.is_passed(now)],
        later=[due for due in waits if due.at > now],
        stale=waiting - {due.key for due in found if not due.is_passed(now)},
        late=[due for due in waits if due.is_due(now) and due.facts.late_from],
    )


def withdraw(session: Session, result: Findings, now: datetime) -> set[Key]:
    """Withdraw what is not to be said any more, hold back what is not to be said now, and decide
    against what has passed; the keys of the last, as far as that is new.
    """
    if result.stale:
        keep = outbox.waiting(session, result.kind.message) - result.stale
        outbox.drop_except(
            session, kind=result.kind.message, keep=keep, reason=outbox.NO_LONGER_DUE
        )
    hold_back(session, result.later, now)
    passed = {due.key: due.to for due in result.passed}
    return outbox.suppress_all(session, passed, now=now, reason="its time had passed")


def check_next(
    session: Session,
    about: Subjects,
    results: Sequence[Findings],
    *,
    promised: Collection[Key],
    now: datetime,
) -> None:
    """Write down when each of these things is scanned next: at once where something that is due was
    not promised, such as what a digest is to tell.
    """
    found = [due for result in results for due in result.found]
    open_now = [
        due
        for result in results
        for due in (*result.new, *result.gathered)
        if due.key not in promised
    ]
    left = {due.key: now for due in open_now}
    check(session, next_checks(about, found, unsaid=left, now=now))


def check_held_back(session: Session, results: Iterable[Findings], now: datetime) -> None:
    """Have the things scanned again at once of which something was held back."""
    held_back = [due for result in results for due in result.later]
    check(session, {due.facts.subject: now for due in held_back})


def known(session: Session, keys: Collection[Key]) -> set[Key]:
    """Those of ``keys`` that were promised, told in a personal digest, or decided against."""
    by_text = {str(key): key for key in keys}
    if not by_text:
        return set()
    in_digests = select(DigestedReminder.key).where(col(DigestedReminder.key).in_(by_text))
    return outbox.known(session, keys) | {by_text[text] for text in session.exec(in_digests)}


def hold_back(session: Session, found: Collection[Due], now: datetime) -> int:
    """Keep what waits from people who are not to be disturbed now; it is asked for again when they
    are.

    What was tried already keeps its row, by which it could still be found in Slack, and waits in
    it.
    """
    later = {str(due.key): due.at for due in found if due.at > now}
    waiting = col(OutboxMessage.state) == OutboxState.READY
    rows = session.exec(
        select(OutboxMessage).where(waiting, col(OutboxMessage.key).in_(later))
    ).all()
    for row in rows:
        if row.tries == 0:
            session.delete(row)
        elif row.wake_at < later[row.key]:
            row.due_at = row.wake_at = later[row.key]
            session.add(row)
    session.flush()
    return len(rows)


UNTIL_REWRITTEN = timedelta(seconds=10)
"""The next beat rewrites a personal digest or a list in which something is not wanted any more."""


def recheck_of(kinds: Sequence[ReminderKind]) -> Callable[..., Verdict]:
    """The question whether a message is wanted, as far as it is a reminder of these kinds."""
    return partial(_verdict, kinds=kinds)


def _verdict(
    session: Session, message: OutboxMessage, now: datetime, *, kinds: Sequence[ReminderKind]
) -> Verdict:
    kind = kind_of(message.key)
    if kind in (MINE, TASKS):
        return _of_digest(session, message, now, kinds)
    for reminder_kind in kinds:
        if reminder_kind.message is kind:
            key = Key.parse(message.key)
            return _of_single(reminder_kind.due(session, now, subjects_of([key])), key, now)
    return Send()


def _of_single(found: Sequence[Due], key: Key, now: datetime) -> Verdict:
    same = next((due for due in found if due.key == key and not due.is_passed(now)), None)
    if same is None:
        return Drop(outbox.NO_LONGER_DUE)
    return Wait(same.at) if same.at > now else Send()


def _of_digest(
    session: Session, message: OutboxMessage, now: datetime, kinds: Sequence[ReminderKind]
) -> Verdict:
    listed = select(DigestedReminder.key).where(col(DigestedReminder.digest_key) == message.key)
    known = [kind.message for kind in kinds]
    keys = {key for key in readable(session.exec(listed)) if key.kind in known}
    found = [due for kind in kinds for due in kind.due(session, now, subjects_of(keys))]
    wanted = {due.key for due in found if due.is_due(now)}
    return Send() if keys <= wanted else Wait(now + UNTIL_REWRITTEN)
