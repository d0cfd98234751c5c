"""How the times of a poll read: each in the zone of its reader."""

from datetime import timedelta
from zoneinfo import ZoneInfo

from models.polls import SlotShown
from views.times import moment, plain_moment


def slot_words(slot: SlotShown, zone: str) -> str:
    """Plain text, such as ``Tue, Dec 8, 2026, 9:00 AM EST`` or ``Tuesdays, 9:00 AM EST``."""
    if not slot.is_weekly:
        return plain_moment(slot.starts_at, zone)
    local = slot.starts_at.astimezone(ZoneInfo(zone))
    clock = local.strftime("%I:%M %p").lstrip("0")
    return f"{local:%A}s, {clock} {local:%Z}"


def slot_span(slot: SlotShown, zone: str) -> str:
    """The same with the end of the meeting, for the label of a field."""
    ends = (slot.starts_at + timedelta(minutes=slot.minutes)).astimezone(ZoneInfo(zone))
    clock = ends.strftime("%I:%M %p").lstrip("0")
    return f"{slot_words(slot, zone)}, until {clock}"


def slot_moment(slot: SlotShown, zone: str) -> str:
    """As mrkdwn that each reader sees in her own zone; a weekly one is said in that of the poll."""
    return slot_words(slot, zone) if slot.is_weekly else moment(slot.starts_at, zone)
