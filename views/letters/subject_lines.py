"""The subject line of a letter, from the kind of its message and what that is about."""

import re
import unicodedata

from models import messages
from models.letters import LetterFacts
from views.texts import joined, short
from views.times import plain_moment

SUBJECT_LIMIT = 150
LINES = {
    messages.REMIND.key: "Reminder",
    messages.NUDGE.key: "Will you come?",
    messages.UNANSWERED.key: "A call to answer",
    messages.CALL_QUESTION.key: "A question to answer",
    messages.CALL_ANSWERED.key: "Another answer",
    messages.CALL_EXTENDED.key: "More time to answer",
    messages.CALL_ENDED.key: "What came of a call",
    messages.POLL_CARD.key: "When can you meet?",
    messages.POLL_UNANSWERED.key: "Not answered yet: when can you meet?",
    messages.POLL_HEARD.key: "Answers to a poll",
    messages.POLL_ENDED.key: "A poll has ended",
    messages.DUE.key: "Your task",
    messages.MINE.key: "Your day",
    messages.TASKS.key: "Your tasks",
    messages.DIGEST.key: "Weekly digest",
    messages.WEEKLY.key: "The week in your groups",
    messages.INVITED.key: "Invitation",
    messages.ENTRY_ENDED.key: "Taken out of your calendar",
    messages.CARD.key: "Meeting",
    messages.AGENDA_POSTED.key: "Agenda",
    messages.MOVED.key: "Moved",
    messages.CANCELLED.key: "Cancelled",
    messages.DISCHARGED.key: "The group has ended",
    messages.WELCOME.key: "Welcome",
    messages.ASSIGNED.key: "A task for you",
    messages.OFFERED.key: "An offer to join",
    messages.TERM_ENDS.key: "A term ends",
    messages.SERVED.key: "Thank you for serving",
    messages.VOTING_RIGHT.key: "Your vote",
    messages.CONFIRM.key: "Are your library's people right?",
    messages.CODE.key: "Your code",
    messages.FRESH_LINK.key: "A fresh link to your page",
    messages.HELLO.key: "An answer",
    messages.MINUTES_DRAFTED.key: "Minutes to circulate",
    messages.MINUTES_CIRCULATED.key: "Minutes",
    messages.CORRECTION_WANTED.key: "A correction of minutes",
    messages.CORRECTION_REPLY.key: "Your correction",
    messages.CORRECTION_SETTLED.key: "Your correction",
    messages.STATEMENT_PUBLISHED.key: "Published",
}
"""How the subject begins, by kind; of others it is what people call such a message."""
_ARTICLE = re.compile("(a|an|the) ")


def subject_line(facts: LetterFacts) -> str:
    """One line, such as “Reminder: Monthly call, Thu, Dec 3, 2026, 2:00 PM EST”."""
    kind = facts.kind
    begins = LINES.get(kind.key) or _called(kind.name)
    when = plain_moment(facts.starts_at, facts.person.zone) if facts.starts_at else ""
    room = SUBJECT_LIMIT - len(begins) - len(when) - len(": , ")
    about = joined((short(on_one_line(facts.title or facts.group), room), when), ", ")
    return joined((begins, about or facts.consortium), " " if begins.endswith("?") else ": ")


def on_one_line(text: str) -> str:
    """Without what would end a line, turn its direction around, or be read as encoded words."""
    kept = (
        character if not unicodedata.category(character).startswith("C") else " "
        for character in text
    )
    return " ".join("".join(kept).replace("=?", "= ?").split())


def _called(name: str) -> str:
    words = _ARTICLE.sub("", name, count=1) if _ARTICLE.match(name) else name
    return words[:1].upper() + words[1:]
