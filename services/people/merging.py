"""Two records of one person become one, and two again where that was a mistake.

Whatever points at the one record points at the other afterwards, found by the foreign keys
themselves, so that a table of tomorrow is not forgotten. What changed is kept row by row, as it was
before and after: undoing puts it back as long as nothing of it has changed since.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from models import (
    Contribution,
    CoOwner,
    HistoryEntry,
    MeetingAlternate,
    Merge,
    Organization,
    Person,
    Task,
    metadata,
)
from models.merges import MergeLine, MergePreview
from models.messages import Medium, Recipient
from models.subjects import SEPARATOR, LedgerSource, Subject
from services import history, ledger, links, outbox, terms
from services.errors import Conflict, NotFound
from services.people import addresses, references
from services.row_changes import Snapshot, compare, put_back, snapshot

NEWEST = {
    "interests": "given_on",
    "meeting_alternates": "sent_at",
    "poll_answers": "given_at",
    "recorder_turns": "changed_at",
    "rsvps": "answered_at",
    "story_prompts": "prompted_at",
}
"""Where both have a row for the same thing, the one that is newer by this column stays; elsewhere
that of the record that stays.
"""
_RECOMPUTED = ("circumstances",)
_OF_HER_PAGES = ("personal_links", "page_codes")
"""What opens her pages. It follows the person, and is not put back: undoing ends it instead."""
_APART = ("merges", "people", *_RECOMPUTED, *_OF_HER_PAGES)
_COUNTED = {
    "memberships": ("memberships", "person_id"),
    "tasks": ("tasks", "owner_id"),
    "answers to meetings": ("rsvps", "person_id"),
    "attendances": ("attendance", "person_id"),
    "contributions": ("contributions", "person_id"),
    "entries of history": ("history", "by_id"),
}


def preview(session: Session, kept: Person, merged: Person) -> MergePreview:
    """What merging would move. Raises ``Conflict`` where the two cannot be merged."""
    _check(kept, merged)
    counts = {}
    for name, (table, column) in _COUNTED.items():
        held = metadata.tables[table]
        of_merged = sa.select(sa.func.count()).where(held.c[column] == merged.id)
        counts[name] = session.execute(of_merged.select_from(held)).scalar_one()
    return MergePreview(kept, merged, {name: count for name, count in counts.items() if count})


def merge(session: Session, kept: Person, merged: Person, *, by: Person, now: datetime) -> Merge:
    """Let everything of ``merged`` be that of ``kept``, in this unit of work.

    Raises ``Conflict`` where the two cannot be merged.
    """
    for person in sorted((kept, merged), key=lambda person: person.id):
        session.refresh(person, with_for_update=True)
    _check(kept, merged)
    if merged.id == by.id:
        raise Conflict("Your own record has to stay. Name it as the one that stays.")
    session.flush()
    ids = (kept.id, merged.id)
    before = _rows(session, *ids)
    former_account = merged.slack_id
    _join_persons(session, kept, merged)
    terms.join_homes(session, kept, merged, by=by, now=now)
    terms.cut_overlaps(session, kept.id, merged.id)
    terms.cut_role_overlaps(session, kept.id, merged.id)
    _drop_doubles(session, kept.id, merged.id)
    _point(session, kept.id, merged.id)
    _drop_shares_of_owners(session, kept.id)
    _drop_own_alternates(session, kept.id)
    _credit(session, kept, merged)
    _forget_circumstances(session, ids)
    session.expire_all()
    _redirect(session, kept, former_account, ids, now=now)
    links.pass_on(session, kept.id, merged.id)
    done = Merge(
        kept_id=kept.id,
        merged_id=merged.id,
        merged_at=now,
        merged_by=by.id,
        moved=compare(before, _rows(session, *ids)),
    )
    session.add(done)
    session.flush()
    after = {"merge": done.id, "merged": merged.id, "name": merged.name}
    subject = Subject.of(kept)
    history.record(session, "person.merged", subject, by=by, now=now, after=after)
    return done


def _redirect(
    session: Session, kept: Person, former_account: str | None, ids: Sequence[int], *, now: datetime
) -> None:
    """Let what waits for either of the two records go to the one that stays."""
    if former_account and former_account != kept.slack_id:
        source = Recipient.parse(former_account)
        outbox.move(session, source=source, target=Recipient.person(kept), now=now)
    take_along(session, kept, *ids, now=now)


def undo(session: Session, merge_id: int, *, by: Person, now: datetime) -> MergeLine:
    """Let the two be two again, each with what was hers.

    Raises ``Conflict`` where something of it has changed since.
    """
    done = session.get(Merge, merge_id)
    if done is None:
        raise NotFound("I know no such merge. Type `/convene merges` to see them.")
    session.refresh(done, with_for_update=True)
    if done.undone_at is not None:
        raise Conflict("That merge is undone already.")
    ids = (done.kept_id, done.merged_id)
    for person_id in sorted(ids):
        session.refresh(session.get_one(Person, person_id), with_for_update=True)
    session.flush()
    with session.begin_nested():
        _separate(session, done, ids)
    done.undone_at = now
    session.add(done)
    kept, merged = session.get_one(Person, ids[0]), session.get_one(Person, ids[1])
    # Nobody knows any more whose mailbox each link was sent to.
    links.revoke_all(session, kept, by=by, now=now)
    before = {"merge": done.id, "merged": merged.id}
    subject = Subject.of(kept)
    history.record(session, "person.unmerged", subject, by=by, now=now, before=before)
    return MergeLine(done, kept, merged)


def take_along(session: Session, person: Person, *record_ids: int, now: datetime) -> None:
    """Let what still waits for her by mail, also as one of these records, follow her: into Slack,
    where she has an account there now. What changes her calendar still goes by mail.
    """
    target, mailbox = Recipient.person(person), Recipient(Medium.MAIL, str(person.id))
    for record_id in record_ids or (person.id,):
        source = Recipient(Medium.MAIL, str(record_id))
        if source != mailbox:
            outbox.move(session, source=source, target=mailbox, now=now, for_calendars=True)
        if source != target:
            outbox.move(session, source=source, target=target, now=now, for_calendars=False)
            outbox.reopen(session, source.lane)


def _separate(session: Session, done: Merge, ids: Sequence[int]) -> None:
    if changed := put_back(session, done.moved, first=done.merged_id):
        raise Conflict(
            f"This merge cannot be undone any more: {changed} of what it moved changed since. Move"
            " what is wrong by hand."
        )
    _forget_circumstances(session, ids)
    session.expire_all()
    _check_homes(session, ids)
    terms.begin_unknown_home(session, session.get_one(Person, done.merged_id))
    if any(_is_of(fault, ids) for fault in ledger.differences(session)):
        raise Conflict(
            "This merge cannot be undone any more: work was credited since that would belong to"
            " the other of the two. Move what is wrong by hand."
        )


def _check_homes(session: Session, ids: Sequence[int]) -> None:
    """Nobody comes back to what has become part of another one meanwhile."""
    theirs = select(Organization.short_name).join(
        Person, col(Person.organization_id) == Organization.id
    )
    gone = theirs.where(col(Person.id).in_(ids), col(Organization.merged_into_id).is_not(None))
    if name := session.exec(gone).first():
        raise Conflict(
            f"This merge cannot be undone any more: {name}, where one of the two worked, became"
            " part of another library since. Move what is wrong by hand."
        )


def merges(session: Session, limit: int = 10) -> list[MergeLine]:
    """The latest merges, undone ones left out."""
    kept, merged = aliased(Person), aliased(Person)
    rows = (
        sa.select(Merge, kept, merged)
        .join(kept, col(kept.id) == Merge.kept_id)
        .join(merged, col(merged.id) == Merge.merged_id)
        .where(col(Merge.undone_at).is_(None))
        .order_by(col(Merge.id).desc())
        .limit(limit)
    )
    return [MergeLine(*row) for row in session.execute(rows)]


def _check(kept: Person, merged: Person) -> None:
    if kept.id == merged.id:
        raise Conflict("That is one record already. Name two.")
    if kept.merged_into_id or merged.merged_into_id:
        raise Conflict("One of the two was merged already. Type `/convene merges` to see it.")
    if all(person.slack_id and person.is_active for person in (kept, merged)):
        raise Conflict(
            f"{kept.name} and {merged.name} both have an active Slack account, and one record holds"
            " one. Deactivate one of the accounts in Slack first."
        )


def _rows(session: Session, kept_id: int, merged_id: int) -> Snapshot:
    """Every row that concerns the two, by table and key."""
    ids = (kept_id, merged_id)
    found = snapshot(session, metadata.tables["people"], metadata.tables["people"].c.id.in_(ids))
    for table, columns in references.pointing(apart=_APART):
        concerns = [column.in_(ids) for column in columns]
        if table.name == "history":
            concerns.append(table.c.subject.in_(references.subjects(ids)))
        found |= snapshot(session, table, sa.or_(*concerns))
    return found


_OF_THE_ACCOUNT = {
    *("zone", "is_guest", "is_active", "departure_told_at"),
    *("is_external", "asked_slack_at"),
}
"""Columns that go with the account, whichever record stays."""


def _join_persons(session: Session, kept: Person, merged: Person) -> None:
    """One account, one main address, all the addresses; the record that stays comes first."""
    others = {*addresses.others(session, kept.id), *addresses.others(session, merged.id)}
    mails = [person.email for person in (kept, merged) if person.email]
    accounts = sorted(
        (person for person in (kept, merged) if person.slack_id),
        key=lambda person: not person.is_active,
    )
    account, is_kept = (accounts[0].slack_id, accounts[0] is kept) if accounts else (None, True)
    facts = merged.model_dump(include=_OF_THE_ACCOUNT)
    merged.slack_id = merged.email = None
    merged.is_active, merged.merged_into_id = False, kept.id
    session.add(merged)
    addresses.set_others(session, merged.id, ())
    session.flush()
    if kept.email is None:
        kept.mail_bounced_at = merged.mail_bounced_at
    kept.mail_stopped_at = kept.mail_stopped_at or merged.mail_stopped_at
    kept.slack_id, kept.email = account, mails[0] if mails else None
    if not is_kept:
        for name, value in facts.items():
            setattr(kept, name, value)
    session.add(kept)
    session.flush()
    addresses.set_others(session, kept.id, {*others, *mails} - {kept.email})
    session.flush()


def _drop_doubles(session: Session, kept_id: int, merged_id: int) -> None:
    """Where a table holds one row a person and both have theirs, leave one."""
    for table, columns in references.pointing(apart=_APART):
        keys = [column for column in columns if column.primary_key and table.name != "people"]
        for column in keys if table.name != "other_addresses" else []:
            rest = [key for key in table.primary_key.columns if key is not column]
            rows = session.execute(sa.select(table).where(column.in_((kept_id, merged_id))))
            both: dict[tuple[Any, ...], dict[int, Any]] = {}
            for row in rows.mappings():
                both.setdefault(tuple(row[key] for key in rest), {})[row[column]] = row
            for key_values, pair in both.items():
                if len(pair) == 2:
                    loser = _loser(table, pair, kept_id, merged_id)
                    same = [key == value for key, value in zip(rest, key_values, strict=True)]
                    session.execute(sa.delete(table).where(column == loser, *same))


def _loser(table: sa.Table, pair: dict[int, Any], kept_id: int, merged_id: int) -> int:
    newest = NEWEST.get(table.name)
    if newest and pair[merged_id][newest] > pair[kept_id][newest]:
        return kept_id
    return merged_id


def _point(session: Session, kept_id: int, merged_id: int) -> None:
    """Let whatever points at the one point at the other."""
    for table, columns in references.pointing(apart=_APART):
        for column in columns:
            moved = sa.update(table).where(column == merged_id)
            session.execute(moved.values({column: kept_id}))
    old, new = references.subjects((merged_id, kept_id))
    of_hers = sa.update(HistoryEntry).where(col(HistoryEntry.subject) == old)
    session.execute(of_hers.values(subject=new))


def _drop_shares_of_owners(session: Session, kept_id: int) -> None:
    """Of a task that both own one row is enough."""
    owned = select(Task.id).where(Task.owner_id == kept_id)
    doubles = sa.delete(CoOwner).where(col(CoOwner.person_id) == kept_id)
    session.execute(doubles.where(col(CoOwner.task_id).in_(owned)))


def _drop_own_alternates(session: Session, kept_id: int) -> None:
    """Nobody comes to a meeting in her own place."""
    hers = (
        col(MeetingAlternate.person_id) == kept_id,
        col(MeetingAlternate.alternate_id) == kept_id,
    )
    session.execute(sa.delete(MeetingAlternate).where(*hers))


def _credit(session: Session, kept: Person, merged: Person) -> None:
    """Name each contribution anew, once, and hold them against what they stem from."""
    session.expire_all()
    hers = session.exec(select(Contribution).where(Contribution.person_id == kept.id)).all()
    held = {row.source for row in hers}
    credited: dict[Subject, int | None] = {}
    for row in hers:
        source = LedgerSource.parse(row.source)
        if source.person_id == merged.id:
            renamed = str(replace(source, person_id=kept.id))
            if renamed in held:
                session.delete(row)
                continue
            row.source = renamed
            session.add(row)
        credited[source.of] = row.organization_id
    session.flush()
    _reconcile(session, kept, credited)


def _reconcile(session: Session, kept: Person, credited: dict[Subject, int | None]) -> None:
    due = {
        source: facts
        for text, facts in ledger.due(session).items()
        if (source := LedgerSource.parse(text)).person_id == kept.id
    }
    hers = session.exec(select(Contribution).where(Contribution.person_id == kept.id)).all()
    held = {LedgerSource.parse(row.source): row for row in hers}
    for source in held.keys() - due.keys():
        session.delete(held[source])
    for source in sorted(due.keys() - held.keys(), key=str):
        group_id, occurred_at = due[source]
        assert occurred_at is not None, "what is due has happened"
        if source.of not in credited:
            then = terms.home_at(session, kept.id, occurred_at)
            credited[source.of] = then or kept.organization_id
        session.add(
            Contribution(
                person_id=kept.id,
                organization_id=credited[source.of],
                group_id=group_id,
                kind=source.kind,
                source=str(source),
                occurred_at=occurred_at,
            )
        )
    session.flush()


def _forget_circumstances(session: Session, ids: Sequence[int]) -> None:
    """Let the reminders look at everything of the two anew."""
    for name in _RECOMPUTED:
        table = metadata.tables[name]
        session.execute(sa.delete(table).where(table.c.person_id.in_(ids)))


def _is_of(fault: str, ids: Sequence[int]) -> bool:
    words = fault.rstrip(".").split()
    return any(
        word.endswith(f"{SEPARATOR}{subject}")
        for word in words
        for subject in references.subjects(ids)
    )
