"""Starting a group, and changing what its form says."""

from dataclasses import dataclass, field
from datetime import datetime, time
from typing import Any
from unicodedata import normalize

from sqlmodel import Session, col, delete, select

from models import Direction, Group, GroupDirection, GroupKind, MemberRole, Person, QuietWeek
from models.messages import Recipient
from models.subjects import Subject
from services import consortium, history, outbox, terms
from services.errors import Invalid
from services.groups.endings import free_channel


@dataclass(frozen=True)
class Charge:
    """What a group's form says. Validated by ``start`` and ``change``."""

    name: str
    kind: str
    charge: str
    channel_id: str
    channel_is_private: bool
    direction_ids: list[int] = field(default_factory=list)
    channel_is_everybodys: bool = False


def start(session: Session, charge: Charge, *, chair: Person, by: Person, now: datetime) -> Group:
    """Start a group with its first chair. Raises ``Invalid`` with the field at fault."""
    _check(session, charge, group_id=None, now=now)
    refuse_guest(chair, field="chair")
    free_channel(session, charge.channel_id, by=by, now=now)
    group = Group(**_columns(charge), zone=consortium.settings(session).zone, created_at=now)
    session.add(group)
    session.flush()
    _set_directions(session, group, charge.direction_ids)
    terms.begin(session, group, chair, MemberRole.CHAIR, now=now)
    after = _facts(group) | {"chair": chair.id, "directions": _direction_ids(session, group)}
    history.record(session, "group.started", Subject.of(group), by=by, now=now, after=after)
    return group


def change(session: Session, group: Group, charge: Charge, *, by: Person, now: datetime) -> Group:
    """Change name, kind, charge,
    channel and directions of a group from ``access.group_to_edit``.
    """
    _check(session, charge, group_id=group.id, now=now)
    before = _facts(group) | {"directions": _direction_ids(session, group)}
    if group.channel_id and group.channel_id != charge.channel_id:
        source, target = Recipient.channel(group.channel_id), Recipient.channel(charge.channel_id)
        outbox.move(session, source=source, target=target, now=now)
    if group.channel_id != charge.channel_id:
        free_channel(session, charge.channel_id, by=by, now=now)
    for name, value in _columns(charge).items():
        setattr(group, name, value)
    _set_directions(session, group, charge.direction_ids)
    after = _facts(group) | {"directions": _direction_ids(session, group)}
    _write_change(session, group, before, after, by=by, now=now)
    return group


def change_digest(
    session: Session,
    group: Group,
    *,
    weekday: int | None,
    at: time,
    quiet_week: QuietWeek,
    by: Person,
    now: datetime,
) -> Group:
    """Set when the digest comes, in the group's zone, and what a quiet week brings;
    None is no digest.
    """
    if weekday is not None and weekday not in range(7):
        raise Invalid("Choose a day of the week, or no digest.", field="weekday")
    before = _facts(group)
    if (weekday, at) != (group.digest_weekday, group.digest_time):
        group.digest_from = now
    group.digest_weekday, group.digest_time, group.quiet_week = weekday, at, quiet_week
    _write_change(session, group, before, _facts(group), by=by, now=now)
    return group


def refuse_guest(person: Person, *, field: str) -> None:
    """Raise ``Invalid`` for somebody who can chair no group."""
    if person.is_guest:
        raise Invalid(
            f"{person.name} is a guest in this Slack, and guests chair no group. Choose a full"
            " member.",
            field=field,
        )


def name_key(name: str) -> str:
    """What makes names the same: letter case, spaces and how accents are typed do not count."""
    return normalize("NFC", " ".join(name.split()).casefold())[:200]


def _check(session: Session, charge: Charge, *, group_id: int | None, now: datetime) -> None:
    name = " ".join(charge.name.split())
    if not name or len(name) > 200:
        raise Invalid("Give the group a name of at most 200 characters.", field="name")
    if charge.kind not in list(GroupKind):
        raise Invalid("Choose what kind of group it is.", field="kind")
    if not charge.charge.strip() or len(charge.charge) > 3000:
        raise Invalid("Say in a sentence or two what the group is for: its charge.", field="charge")
    if not charge.channel_id:
        raise Invalid("Choose the channel in which the group works.", field="channel")
    # Of two at once the second would see neither the name nor the channel of the first.
    consortium.lock(session)
    others = select(Group).where(Group.id != group_id) if group_id else select(Group)
    if taken := session.exec(others.where(Group.name_key == name_key(name))).first():
        if taken.is_private:
            # Whoever comes upon a private group by its name is not told that there is one.
            raise Invalid("This name cannot be had. Choose another one.", field="name")
        raise Invalid(
            f"There is a group named {taken.name} already. Choose another name.", field="name"
        )
    here = others.where(Group.channel_id == charge.channel_id, terms.active(now))
    if taken := session.exec(here).first():
        if taken.is_private:
            raise Invalid("That channel cannot be had. Choose another one.", field="channel")
        raise Invalid(
            "That channel belongs to another group already. Choose another one.", field="channel"
        )


def _columns(charge: Charge) -> dict[str, Any]:
    name = " ".join(charge.name.split())
    return {
        "name": name,
        "name_key": name_key(name),
        "kind": GroupKind(charge.kind),
        "charge": charge.charge.strip(),
        "channel_id": charge.channel_id,
        "is_private": charge.channel_is_private,
        "channel_is_everybodys": charge.channel_is_everybodys,
    }


_NO_FACTS = {"id", "created_at", "name_key", "digest_from", "former_channel_id"}


def _facts(group: Group) -> dict[str, Any]:
    return group.model_dump(mode="json", exclude=_NO_FACTS)


def _write_change(
    session: Session,
    group: Group,
    before: dict[str, Any],
    after: dict[str, Any],
    *,
    by: Person,
    now: datetime,
) -> None:
    session.add(group)
    changed = [name for name in after if after[name] != before[name]]
    if not changed:
        return
    history.record(
        session,
        "group.changed",
        Subject.of(group),
        by=by,
        now=now,
        before={name: before[name] for name in changed},
        after={name: after[name] for name in changed},
    )


def _direction_ids(session: Session, group: Group) -> list[int]:
    serves = select(GroupDirection.direction_id).where(GroupDirection.group_id == group.id)
    return sorted(session.exec(serves))


def _set_directions(session: Session, group: Group, direction_ids: list[int]) -> None:
    known = session.exec(select(Direction.id).where(col(Direction.id).in_(direction_ids))).all()
    session.exec(delete(GroupDirection).where(col(GroupDirection.group_id) == group.id))
    session.add_all(
        GroupDirection(group_id=group.id, direction_id=direction) for direction in known
    )
