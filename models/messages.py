"""What a message is: its kind, its subject, its recipient, and the key under which it is unique."""

import re
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum, StrEnum

from models.people import Person
from models.subjects import SEPARATOR, Subject

KEY_LENGTH = 200
CHANNEL = "channel"
"""What a key says instead of a person where the message goes to the channel of its subject."""
_SLACK_ID = re.compile("[A-Z][A-Z0-9]+")
_PERSON_ID = re.compile("[1-9][0-9]*")


class Medium(StrEnum):
    """How a message travels."""

    SLACK = "slack"
    MAIL = "mail"

    @property
    def prefix(self) -> str:
        """What the lanes of this medium begin with. No Slack id has a colon or a small letter."""
        return "" if self is Medium.SLACK else f"{self.value}:"

    @property
    def label(self) -> str:
        """What people call it, at the beginning of a sentence."""
        return self.value.capitalize()


@dataclass(frozen=True)
class Recipient:
    """A channel, a person in Slack, or a person by mail. ``ValueError`` where it can be neither."""

    medium: Medium
    address: str
    """The id of the channel or the person in Slack; by mail, the number of the person."""

    def __post_init__(self) -> None:
        form = _SLACK_ID if self.medium is Medium.SLACK else _PERSON_ID
        if not form.fullmatch(self.address):
            raise ValueError(f"{self.address!r} is no address for {self.medium}")

    @property
    def lane(self) -> str:
        """The name of the queue in which its messages wait."""
        return f"{self.medium.prefix}{self.address}"

    @property
    def is_person(self) -> bool:
        return self.medium is Medium.MAIL or self.address.startswith(("U", "W"))

    @classmethod
    def channel(cls, channel_id: str | None) -> "Recipient":
        return cls(Medium.SLACK, channel_id or "")

    @classmethod
    def person(cls, person: Person) -> "Recipient":
        """By Slack where she has an account there, else by mail."""
        if person.slack_id:
            return cls(Medium.SLACK, person.slack_id)
        return cls(Medium.MAIL, str(person.id))

    @classmethod
    def parse(cls, lane: str) -> "Recipient":
        """Whose lane this is."""
        medium = Medium.MAIL if lane.startswith(Medium.MAIL.prefix) else Medium.SLACK
        return cls(medium, lane.removeprefix(medium.prefix))


class KeyPart(Enum):
    """What the key of a message is made of, after its kind."""

    SUBJECT = "subject"
    OCCURRENCE = "occurrence"
    RECIPIENT = "recipient"


class Withdrawn(Enum):
    """When a message that still waits is withdrawn, since its subject is not what it was."""

    NEVER = "never"
    AT_THE_END = "at the end"
    """Of its subject: it was cancelled."""
    WITH_EACH_CHANGE = "with each change"


class Audience(Enum):
    """To whom alone a kind of message goes."""

    EVERYBODY = "everybody"
    CHAIRS = "chairs"
    PROGRAM_MANAGER = "the program manager"
    WITHOUT_SLACK = "who has no Slack account"


@dataclass(frozen=True)
class MessageKind:
    """A kind of message. Whatever all messages of one kind have in common is in its row."""

    key: str
    """What the keys of its messages begin with. Rows of the database hold it, so it stays."""
    name: str
    """What people call such a message."""
    title: str = ""
    """Under which people choose whether they want it; empty where nobody may decline it."""
    description: str = ""
    withdrawn: Withdrawn = Withdrawn.NEVER
    of_use_for: timedelta | None = None
    """None where that follows from its subject, such as the start of a meeting, or has no end."""
    parts: tuple[KeyPart, ...] = (KeyPart.SUBJECT, KeyPart.OCCURRENCE, KeyPart.RECIPIENT)
    """What its keys tell, in this order. An occurrence may have several parts."""

    audience: Audience = Audience.EVERYBODY
    is_requested: bool = False
    """Whether she wants it this moment, so that it comes also where she wants no mail."""
    is_gathered: bool = False
    """Whether several to one person at one moment come as one message."""

    @property
    def may_be_declined(self) -> bool:
        return self.title != ""


REMIND = MessageKind(
    "remind",
    "the reminder of a meeting",
    title="Meetings ahead",
    description="A day and an hour before, unless you declined or the chair chose otherwise.",
    withdrawn=Withdrawn.WITH_EACH_CHANGE,
)
NUDGE = MessageKind(
    "nudge",
    "a question about coming",
    title="Meetings to answer",
    description="If you have not answered: a week and three days before, at most twice.",
    withdrawn=Withdrawn.WITH_EACH_CHANGE,
)
DUE = MessageKind(
    "due",
    "the reminder of a task",
    title="Tasks due",
    description="Your own, on the days that their group has chosen.",
    withdrawn=Withdrawn.WITH_EACH_CHANGE,
    is_gathered=True,
)
LONG = MessageKind(
    "long",
    "word of a task long overdue",
    title="Tasks long overdue",
    description="For chairs: once, when a task of the group is two weeks overdue.",
    audience=Audience.CHAIRS,
    withdrawn=Withdrawn.WITH_EACH_CHANGE,
    is_gathered=True,
)
RECORD = MessageKind(
    "record",
    "the question who came",
    title="Who came",
    description="For chairs: once, when a meeting has ended that has no list of who came.",
    audience=Audience.CHAIRS,
    withdrawn=Withdrawn.WITH_EACH_CHANGE,
)
DRAFT_LIES = MessageKind(
    "draftlies",
    "word of minutes that are still a draft",
    title="Minutes to circulate",
    description="For chairs: once, three days after a meeting whose minutes are still a draft.",
    audience=Audience.CHAIRS,
    withdrawn=Withdrawn.WITH_EACH_CHANGE,
)
PARTNERS = MessageKind(
    "partners",
    "word of the partners to tell of a meeting",
    title="Partners to tell",
    description="For chairs: on the day of a meeting, if members of it have no Slack account.",
    audience=Audience.CHAIRS,
    withdrawn=Withdrawn.WITH_EACH_CHANGE,
)
EMPTY_AGENDA = MessageKind(
    "emptyagenda",
    "word of an agenda with nothing on it",
    title="Empty agendas",
    description="For chairs: once, a day before an agenda is posted, if nothing is on it.",
    audience=Audience.CHAIRS,
    withdrawn=Withdrawn.WITH_EACH_CHANGE,
)
UNANSWERED = MessageKind(
    "unanswered",
    "word of a call that waits for an answer",
    title="Calls to answer",
    description="While your library or seat has not answered: on the days that the call says.",
    withdrawn=Withdrawn.WITH_EACH_CHANGE,
)
POLL_UNANSWERED = MessageKind(
    "pollnudge",
    "word of a poll that waits for an answer",
    title="Polls to answer",
    description="If you have not said when you can meet: on the days that the poll says.",
    withdrawn=Withdrawn.WITH_EACH_CHANGE,
)
COMMITTED = MessageKind(
    "committed",
    "word of a commitment that ends",
    title="Commitments that end",
    description="Of your library: before notice must be given, and before the end.",
    withdrawn=Withdrawn.WITH_EACH_CHANGE,
)
DID_IT_WORK = MessageKind(
    "worked",
    "the question whether a decision worked",
    title="Decisions to review",
    description="For chairs: on the review date of a decision, whether it worked.",
    audience=Audience.CHAIRS,
    withdrawn=Withdrawn.WITH_EACH_CHANGE,
)
MONTH = MessageKind(
    "month",
    "the monthly list of what the consortium needs",
    title="Monthly findings",
    description="For the program manager: what Home finds, on the first working day at nine.",
    audience=Audience.PROGRAM_MANAGER,
    of_use_for=timedelta(days=7),
    parts=(KeyPart.RECIPIENT, KeyPart.OCCURRENCE),
)
CHAIRING = MessageKind(
    "chairing",
    "word that somebody chairs a group",
    title="Groups to chair",
    description="When you become chair or co-chair: what to do first; and when that ends.",
)
TERM_ENDS = MessageKind(
    "term",
    "word of a term that ends",
    title="Terms that end",
    description="Once, 60 days before: your own, and as a chair those of your group's seats.",
    of_use_for=timedelta(days=60),
)
SUNSET_NEAR = MessageKind(
    "sunset",
    "word of a charge that ends soon",
    title="Charges that end",
    description="For chairs: 90, 60 and 30 days before the sunset date of the group's charge.",
    audience=Audience.CHAIRS,
    of_use_for=timedelta(days=30),
)
PUT_RIGHT = MessageKind(
    "putright",
    "word of a corrected list of who came",
    title="Corrected attendance",
    description="When somebody takes you off the list of a meeting, or puts you on it later.",
    of_use_for=timedelta(days=14),
)
RECORDER_SUGGESTED = MessageKind(
    "takeminutes",
    "the question who takes the minutes",
    title="Taking minutes",
    description="When it is your turn to take the minutes of a meeting: two working days before.",
    withdrawn=Withdrawn.WITH_EACH_CHANGE,
)
CONFIRM = MessageKind(
    "confirm",
    "the question whether a library's people are right",
    of_use_for=timedelta(days=30),
)
MINE = MessageKind("mine", "a personal digest", parts=(KeyPart.RECIPIENT, KeyPart.OCCURRENCE))
TASKS = MessageKind("tasks", "a list of tasks", parts=(KeyPart.RECIPIENT, KeyPart.OCCURRENCE))
DIGEST = MessageKind(
    "digest",
    "the weekly digest",
    of_use_for=timedelta(hours=36),
    parts=(KeyPart.SUBJECT, KeyPart.OCCURRENCE),
)
WEEKLY = MessageKind(
    "weeks",
    "the week of her groups by mail",
    title="The week in your groups",
    description="Without Slack: one mail a week of what happened in all your groups.",
    audience=Audience.WITHOUT_SLACK,
    of_use_for=timedelta(hours=36),
    parts=(KeyPart.RECIPIENT, KeyPart.OCCURRENCE),
)
CARD = MessageKind("card", "a meeting's card", withdrawn=Withdrawn.AT_THE_END)
REDRAW = MessageKind("redraw", "the new state of a card", parts=(KeyPart.OCCURRENCE,))
AGENDA_POSTED = MessageKind("agenda", "the agenda of a meeting", withdrawn=Withdrawn.AT_THE_END)
INVITED = MessageKind(
    "invited",
    "an invitation for somebody's calendar",
    title="Invitations",
    description="Without Slack: a letter with an entry for your calendar. Changes still come.",
    audience=Audience.WITHOUT_SLACK,
)
ALTERNATE = MessageKind("alternate", "word of who comes in somebody's place")
ENTRY_ENDED = MessageKind("ended", "word that a meeting leaves somebody's calendar")
MOVED = MessageKind("moved", "news of a meeting that was moved")
CANCELLED = MessageKind("cancelled", "news of a meeting that was cancelled")
DISCHARGED = MessageKind("discharged", "news that a group has ended")
VOLUNTEER_CALL = MessageKind("volunteers", "the call for volunteers", parts=(KeyPart.OCCURRENCE,))
STARTED = MessageKind("started", "the introduction of the group", parts=(KeyPart.SUBJECT,))
WELCOME = MessageKind("welcome", "a welcome")
PROPOSED = MessageKind("proposed", "word of a group that is proposed")
DECIDED = MessageKind("decided", "word of what became of a proposal")
REVIEWED = MessageKind("reviewed", "word of the review of a group")
SPEAKS = MessageKind("speaks", "word that somebody speaks for a library")
SPOKE = MessageKind("spoke", "thanks for speaking for a library")
UNREPRESENTED = MessageKind("unspoken", "word that nobody speaks for a library any more")
LEFT = MessageKind("left", "word of who left a group")
SERVED = MessageKind("served", "thanks for serving in a group")
DIRECTS = MessageKind("directs", "word of who directs a library")
DEPARTED = MessageKind("departed", "word of who left Slack")
FREED = MessageKind("freed", "word of tasks that nobody owns any more")
DEPUTIZED = MessageKind("deputized", "word that somebody is a deputy")
ON_LEAVE = MessageKind("leave", "word of a leave of absence")
VOTING_RIGHT = MessageKind("votingright", "word of a vote that is lost or regained")
OFFERED = MessageKind(
    "offered",
    "the offer to join a group",
    parts=(KeyPart.SUBJECT, KeyPart.RECIPIENT),
)
STILL_MEMBER = MessageKind("still", "the question whether somebody leaves a group")
CHANNEL_NEWS = MessageKind("channel", "news of the channel of a group")
HANDED = MessageKind("handed", "word of what was handed over")
ASSIGNED = MessageKind(
    "assigned", "word of a new task", parts=(KeyPart.SUBJECT, KeyPart.RECIPIENT, KeyPart.OCCURRENCE)
)
PARTICIPATION = MessageKind(
    "participation", "a file with figures", parts=(KeyPart.OCCURRENCE, KeyPart.RECIPIENT)
)
CALL_DRAFTED = MessageKind("drafted", "word of a call to open")
CALL_FILE = MessageKind("callfile", "a file with the answers to a call")
COMMITMENTS_FILE = MessageKind(
    "commitmentsfile",
    "a file with commitments",
    parts=(KeyPart.OCCURRENCE, KeyPart.RECIPIENT),
)
PUBLIC_RECORD = MessageKind("publicrecord", "a file with the record of a group")
STATEMENT_PUBLISHED = MessageKind("statementnews", "word of a published statement")
STATEMENT_FILE = MessageKind("statement", "a file of a value statement")
CALENDAR_FILE = MessageKind("calendar", "a file for somebody's calendar")
PLACE = MessageKind("place", "the question about a library", parts=(KeyPart.RECIPIENT,))
CODE = MessageKind(
    "code",
    "a code for her own pages",
    of_use_for=timedelta(minutes=15),
    is_requested=True,
    parts=(KeyPart.RECIPIENT, KeyPart.OCCURRENCE),
)
FRESH_LINK = MessageKind(
    "link",
    "a fresh link to her own pages",
    of_use_for=timedelta(days=1),
    is_requested=True,
    parts=(KeyPart.RECIPIENT, KeyPart.OCCURRENCE),
)
CALL_CARD = MessageKind("call", "the card of a call", withdrawn=Withdrawn.AT_THE_END)
CALL_QUESTION = MessageKind(
    "callquestion", "the question of a call", withdrawn=Withdrawn.AT_THE_END
)
CALL_ANSWERED = MessageKind("callanswer", "word of another answer to a call")
CALL_EXTENDED = MessageKind("callextended", "news of a call that was extended")
CALL_ENDED = MessageKind("callended", "word of what came of a call")
CALL_NOT_OPENED = MessageKind("callunopened", "word of a call that did not open")
POLL_CARD = MessageKind("poll", "the card of a poll", withdrawn=Withdrawn.AT_THE_END)
POLL_HEARD = MessageKind("pollheard", "word of what was answered to a poll")
POLL_ENDED = MessageKind("pollended", "word of a poll that has ended")
OBLIGATION_MADE = MessageKind("recurred", "word of what came back of a recurring obligation")
MINUTES_DRAFTED = MessageKind("minutesdraft", "word of minutes to circulate")
MINUTES_CIRCULATED = MessageKind("minutes", "the minutes of a meeting")
MINUTES_FILE = MessageKind("minutesfile", "a file with minutes")
CORRECTION_WANTED = MessageKind("correction", "word of a correction that somebody asks for")
CORRECTION_REPLY = MessageKind("correctionreply", "an answer to a correction by mail")
CORRECTION_SETTLED = MessageKind("corrected", "word of what came of a correction")
HELLO = MessageKind("hello", "an answer to what was written to me", parts=(KeyPart.OCCURRENCE,))
ALARM = MessageKind("alarm", "word of something that did not arrive", of_use_for=timedelta(days=7))

KINDS = (
    REMIND,
    NUDGE,
    DUE,
    LONG,
    RECORD,
    DRAFT_LIES,
    PARTNERS,
    EMPTY_AGENDA,
    UNANSWERED,
    POLL_UNANSWERED,
    COMMITTED,
    DID_IT_WORK,
    MONTH,
    CHAIRING,
    TERM_ENDS,
    SUNSET_NEAR,
    PUT_RIGHT,
    RECORDER_SUGGESTED,
    CONFIRM,
    MINE,
    TASKS,
    DIGEST,
    WEEKLY,
    CARD,
    AGENDA_POSTED,
    REDRAW,
    INVITED,
    ENTRY_ENDED,
    ALTERNATE,
    MOVED,
    CANCELLED,
    DISCHARGED,
    VOLUNTEER_CALL,
    STARTED,
    WELCOME,
    PROPOSED,
    DECIDED,
    REVIEWED,
    SPEAKS,
    SPOKE,
    UNREPRESENTED,
    LEFT,
    SERVED,
    DIRECTS,
    DEPARTED,
    FREED,
    DEPUTIZED,
    ON_LEAVE,
    VOTING_RIGHT,
    OFFERED,
    STILL_MEMBER,
    CHANNEL_NEWS,
    HANDED,
    ASSIGNED,
    PARTICIPATION,
    CALL_DRAFTED,
    CALL_FILE,
    COMMITMENTS_FILE,
    PUBLIC_RECORD,
    STATEMENT_PUBLISHED,
    STATEMENT_FILE,
    CALENDAR_FILE,
    PLACE,
    CODE,
    FRESH_LINK,
    CALL_CARD,
    CALL_QUESTION,
    CALL_ANSWERED,
    CALL_EXTENDED,
    CALL_ENDED,
    CALL_NOT_OPENED,
    POLL_CARD,
    POLL_HEARD,
    POLL_ENDED,
    OBLIGATION_MADE,
    MINUTES_DRAFTED,
    MINUTES_CIRCULATED,
    MINUTES_FILE,
    CORRECTION_WANTED,
    CORRECTION_REPLY,
    CORRECTION_SETTLED,
    HELLO,
    ALARM,
)
"""Every kind of message that there is."""
DECLINABLE = tuple(kind for kind in KINDS if kind.may_be_declined)
"""In the order in which people are asked what they want."""
DECLINABLE_IN_SLACK = tuple(
    kind for kind in DECLINABLE if kind.audience is not Audience.WITHOUT_SLACK
)
"""Of these, what comes by Slack: there, the week and the meetings of a group stand in its channel.
"""
UNKNOWN = MessageKind("unknown", "a message of another version", parts=(KeyPart.OCCURRENCE,))
"""Stands for the kind of a row that another version wrote; nothing is promised under it."""
_BY_KEY = {kind.key: kind for kind in KINDS}


def kind_of(key_text: str) -> MessageKind:
    """The kind of the message that is filed under this key, whoever wrote the rest of it."""
    return _BY_KEY.get(key_text.partition(SEPARATOR)[0], UNKNOWN)


@dataclass(frozen=True)
class Key:
    """The name of one promise, unique for ever: the same is never promised twice.

    Its text is ``kind|subject|occurrence|recipient``, or what of these the kind declares. Raises
    ``ValueError`` for a kind that is not in the table, and where a part is missing or too many.
    """

    kind: MessageKind
    subject: Subject | None = None
    occurrence: str | tuple[str, ...] = ()
    """Which of several messages of this kind about this subject it is: one text, which is kept as
    its only part, or several parts. None is empty, and none has a separator in it.
    """
    recipient: Subject | None = None
    """The person; None where it goes to a channel, or the rest tells to whom."""

    def __post_init__(self) -> None:
        occurrence = (self.occurrence,) if isinstance(self.occurrence, str) else self.occurrence
        object.__setattr__(self, "occurrence", occurrence)
        parts = self.kind.parts
        is_whole = (
            _BY_KEY.get(self.kind.key) is self.kind
            and (KeyPart.SUBJECT in parts) is (self.subject is not None)
            and (KeyPart.OCCURRENCE in parts) is (occurrence != ())
            and all(part and SEPARATOR not in part for part in occurrence)
            and (self.recipient is None or KeyPart.RECIPIENT in parts)
            and (self.recipient is None or self.recipient.noun == "person")
        )
        if not is_whole or len(str(self)) > KEY_LENGTH:
            raise ValueError(f"{self!s:.300} is no key of {self.kind.name}")

    def __str__(self) -> str:
        return SEPARATOR.join((self.kind.key, *(self._text(part) for part in self.kind.parts)))

    @classmethod
    def parse(cls, text: str) -> "Key":
        """The key that was written as ``text``."""
        kind, (_, *texts) = kind_of(text), text.split(SEPARATOR)
        if kind is UNKNOWN or len(texts) < len(kind.parts):
            raise ValueError(f"{text!r} is no key")
        found = dict(_divided(kind.parts, texts))
        subject, recipient = found.get(KeyPart.SUBJECT), found.get(KeyPart.RECIPIENT, CHANNEL)
        return cls(
            kind,
            subject=None if subject is None else Subject.parse(subject),
            occurrence=tuple(found[KeyPart.OCCURRENCE].split(SEPARATOR))
            if KeyPart.OCCURRENCE in found
            else (),
            recipient=None if recipient == CHANNEL else Subject.parse(recipient),
        )

    def _text(self, part: KeyPart) -> str:
        match part:
            case KeyPart.SUBJECT:
                return str(self.subject)
            case KeyPart.OCCURRENCE:
                return SEPARATOR.join(self.occurrence)
            case KeyPart.RECIPIENT:
                return str(self.recipient or CHANNEL)


def readable(texts: Iterable[str]) -> Iterator[Key]:
    """The keys among these texts: a row that this version cannot read must not stop all others."""
    for text in texts:
        with suppress(ValueError):
            yield Key.parse(text)


def _divided(parts: tuple[KeyPart, ...], texts: list[str]) -> Iterable[tuple[KeyPart, str]]:
    """Each part with its text. Only an occurrence takes up more than one between separators."""
    more = len(texts) - len(parts)
    if more and KeyPart.OCCURRENCE not in parts:
        raise ValueError(f"{SEPARATOR.join(texts)!r} is no rest of a key of this kind")
    start = 0
    for part in parts:
        end = start + 1 + (more if part is KeyPart.OCCURRENCE else 0)
        yield part, SEPARATOR.join(texts[start:end])
        start = end


def expiry(kind: MessageKind, since: datetime) -> datetime | None:
    """When a message of this kind is of no use any more, where the kind alone says so."""
    return since + kind.of_use_for if kind.of_use_for else None


def is_of_use(kind: MessageKind, since: datetime, now: datetime) -> bool:
    """Whether a message of this kind that was to come at ``since`` is still of use."""
    end = expiry(kind, since)
    return end is None or now < end
