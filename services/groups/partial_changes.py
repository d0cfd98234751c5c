"""Changing some fields of a group, and leaving the rest as they are."""

from dataclasses import replace
from datetime import date, datetime
from typing import Any

from sqlmodel import Session

from models import Group, GroupAuthority, Person, QuorumOf, QuorumShare
from models.groups import ChargeFields
from services.groups.charge import Charge, change, recorded


def restore(
    session: Session,
    group: Group,
    former: dict[str, Any],
    *,
    by: Person,
    now: datetime,
    action: str,
) -> None:
    """Give fields of a group the values that its history tells of, as ``change`` would."""
    change(session, group, _as_charge(session, group, former), by=by, now=now, action=action)


def bind_channel(
    session: Session,
    group: Group,
    channel_id: str,
    *,
    is_private: bool,
    by: Person,
    now: datetime,
) -> None:
    """Let a group from ``access.group_to_edit`` work in a channel that was made for it."""
    charge = _as_charge(session, group, {})
    charge = replace(charge, channel_id=channel_id, channel_is_private=is_private)
    change(session, group, charge, by=by, now=now)


def with_fields(session: Session, group: Group, charge: Charge, saved: dict[str, Any]) -> Charge:
    """A charge with the fields ``saved``, as ``recorded`` tells them; whoever may read along in a
    channel is as ``charge`` says where it is of that channel.
    """
    whole = _as_charge(session, group, saved)
    if (saved["channel_id"] or "") != charge.channel_id:
        return whole
    return replace(
        whole,
        channel_id=charge.channel_id,
        channel_is_private=charge.channel_is_private,
        channel_is_everybodys=charge.channel_is_everybodys,
    )


def _as_charge(session: Session, group: Group, other: dict[str, Any]) -> Charge:
    """What a group's form says, but for some facts as its history writes them."""
    facts = recorded(session, group) | other
    return Charge(
        name=facts["name"],
        kind=facts["kind"],
        charge=facts["charge"],
        channel_id=group.channel_id or "",
        channel_is_private=group.is_private,
        channel_is_everybodys=group.channel_is_everybodys,
        direction_ids=facts["directions"],
        fields=ChargeFields(
            sponsor=facts["sponsor"],
            reports_to=facts["reports_to"],
            authority=GroupAuthority(facts["authority"]) if facts["authority"] else None,
            hours_a_month=facts["hours_a_month"],
            sunset_on=date.fromisoformat(facts["sunset_on"]) if facts["sunset_on"] else None,
            quorum=QuorumShare(facts["quorum"]) if facts["quorum"] else None,
            quorum_of=QuorumOf(facts["quorum_of"]),
            vote_lost_after=facts["vote_lost_after"],
            vote_regained_after=facts["vote_regained_after"],
        ),
    )
