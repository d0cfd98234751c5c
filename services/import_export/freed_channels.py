"""Channels of groups that have ended: others may have them, and the old ones keep word of them."""

from datetime import date

from services.import_export.import_plan import ImportPlan
from services.import_export.state import ImportEntry


def free_channels(made: ImportPlan, today: date) -> None:
    """Let a group that goes on have the channel of one that has ended, whatever its cell says."""
    groups = made.state.groups.values()
    taken = {entry.after["channel_id"]: entry for entry in groups if not _has_ended(entry, today)}
    for entry in groups:
        if not _has_ended(entry, today):
            continue
        taker = taken.get(entry.after["channel_id"]) if entry.after["channel_id"] else None
        if taker:
            entry.former_channel = entry.after["channel_id"]
            entry.after["channel_id"] = None
            entry.line = entry.line or taker.line
        elif entry.before and not entry.after["channel_id"]:
            entry.former_channel = entry.before["channel_id"]


def _has_ended(entry: ImportEntry, today: date) -> bool:
    discharged_on: date | None = entry.after["discharged_on"]
    return discharged_on is not None and discharged_on <= today
