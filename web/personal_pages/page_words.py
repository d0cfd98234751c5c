"""Moments and days as pages show them, and what is said after an act."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from markupsafe import Markup, escape

from models import MemberRole
from models.calendar_days import day_words
from views.times import plain_moment
from views.web_addresses import WEB_ADDRESS

DONE = {
    "yes": "You said that you come. Thank you.",
    "no": "You said that you do not come. Thank you.",
    "maybe": "You said that you may come. Thank you.",
    "send": "Your colleague is invited in your place, and you are excused.",
    "came": "You are recorded as present. Thank you.",
    "finished": "Done. Thank you.",
    "reopened": "The task is open again, and no longer counts as done.",
    "free": (
        "The task is nobody’s now, so that somebody else in the group can take it. If you are in"
        " the group, “Take it” on its page gives it back to you."
    ),
    "taken": "The task is yours now.",
    "call_answered": "Your answer is recorded. Thank you.",
    "poll_answered": "Your answers are recorded. You can change them until the poll closes.",
    "ballot": "Your ballot is cast. Thank you.",
    "taken_back": "The answer is taken back: there is none now.",
    "draft_saved": "Saved as a draft. It counts once the sheet is certified.",
    "corrected": "The correction is saved. Both values stay in the log.",
    "sheet_same": "Nothing was changed.",
    "notes_saved": "These notes are saved. Certify again for those that are still wanted.",
    "certified": "The sheet is certified. Thank you.",
    "certified_early": "The sheet is certified. You are early: thank you.",
    "withdrawn": "The certification is withdrawn: the sheet is a draft again.",
    "item_added": "It is on the agenda now.",
    "item_known": (
        "Nothing was added: you have put an item of this title there already, and it is still open."
    ),
    "item_pulled": "The group talks about it now: it is out of the consent part.",
    "item_unmerged": "The two items stand by themselves again.",
    "item_unmerged_partly": (
        "The two items stand by themselves again. What has changed in the other one since the"
        " merge stays."
    ),
    "item_withdrawn": "The item is withdrawn.",
    "reviewed": "Thank you. What you said stands with the decision.",
    "question": "Your question is on the group’s list now.",
    "settled": "The question is settled, and no longer on the list.",
    "saved": "Saved.",
    "finished_story": (
        "Done. Thank you. Is there a story? “Write a story of it” below opens a short form about"
        " what changed by it."
    ),
    "story_saved": "Saved as a draft. Only you see it until you send it to the program manager.",
    "story_submitted": "The program manager has the story now. Thank you.",
    "story_discarded": "The story is discarded. No word of it is kept.",
    "story_revoked": "The permission is revoked. That holds at once.",
    "statement_same": "Nothing was changed.",
    "published": "It is published.",
    "statement_corrected": "The correction is published.",
    "less": (
        "From now on your reminders come in one letter a day at most, and only when there is"
        " something in it. “Write to me one by one” undoes that."
    ),
    "each": "From now on each reminder comes at its own moment.",
    "stopped": "You get no letters from now on. “Write to me again” undoes that.",
    "again": "You get letters again.",
    "written": "That is in the minutes now.",
    "written_below_quorum": (
        "That is in the minutes now. The decision was taken below the quorum of the group: too few"
        " are present."
    ),
    "undone": "The line is undone.",
    "closed_meeting": "The meeting is closed, and its minutes are a draft.",
    "circulated": "The minutes are circulated.",
    "correction": "Your correction is listed, and the chair hears of it.",
    "accepted": "The correction is accepted.",
    "declined": "The correction is declined. It stays listed.",
    "approved": "The minutes are approved and locked.",
    "amended": "The amendment stands beside the minutes.",
    "code": "A code is on its way to you. It holds for 15 minutes.",
    "feed-ended": "That address shows nothing any more.",
    "fresh": "A fresh link is on its way to you.",
}
"""What was done, by the word that stands in the address; any other word says nothing."""


def moment(at: datetime, *, zone: str) -> Markup:
    """A moment in the reader's zone, which is said, and for machines."""
    words = plain_moment(at, zone)
    return Markup('<time datetime="{}">{}</time>').format(at.isoformat(), words)


def linked(text: str) -> Markup:
    """Typed text with a link at each web address in it."""
    shown, done = Markup(), 0
    for found in WEB_ADDRESS.finditer(text):
        link = Markup('<a href="{0}" rel="noreferrer noopener">{0}</a>').format(found[0])
        shown += escape(text[done : found.start()]) + link
        done = found.end()
    return shown + escape(text[done:])


def serving(role: MemberRole) -> str:
    """What somebody is in a group, such as ``You are an observer``."""
    if role is MemberRole.EX_OFFICIO:
        return f"You serve {role.value}"
    article = "an" if role.value[0] in "aeiou" else "a"
    return f"You are {article} {role.value}"


def day(on: date) -> Markup:
    return Markup('<time datetime="{}">{}</time>').format(on.isoformat(), escape(day_words(on)))


def zone_words(zone: str, now: datetime) -> str:
    """Such as ``America/New_York (EST)``."""
    return f"{zone.replace('_', ' ')} ({now.astimezone(ZoneInfo(zone)):%Z})"
