"""What one kind of reminder came to, held against what was promised before: what is new, what has
passed, what waits though it is not to be said now, or not any more, and what has grown late.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from models.messages import Key
from models.subjects import Subjects
from services import outbox
from services.reminders.due import Due, ReminderKind
from services.reminders.queue import hold_back, known
from services.reminders.scanning import check, next_checks


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
        outbox.drop_except(session, kind=result.kind.message, keep=keep, reason="no longer due")
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
