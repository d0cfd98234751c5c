"""The list of minutes, and what was found in them by word."""

from collections.abc import Collection, Sequence

from models import Group, MinutesState
from models.calendar_days import day_words
from models.minutes import MinutesEntry, MinutesHit, MinutesHits, day_of
from models.payloads import Block, Element, Message
from views.elements import PAGE, actions, button, context, header, message, more_button, section
from views.minutes import ids
from views.minutes.record_texts import KIND_WORDS, STATES
from views.texts import bold, brief, esc, joined, plural, short
from views.values import MinutesListAt

_WORDS_OF_KINDS = {kind.value: words for kind, words in KIND_WORDS.items()}
_HINT = "`/meet minutes` followed by a word looks for it in all minutes that you may read."


def listed(
    entries: Sequence[MinutesEntry],
    *,
    group: Group | None,
    writable: Collection[int],
    offset: int = 0,
    is_more: bool = False,
) -> Message:
    """Meetings that have begun, the newest first, with how far their minutes are. In the meetings
    that are ``writable``, by their ids, the reader may write lines.
    """
    whose = f" of {short(group.name, 100)}" if group else ""
    if not entries:
        text = f"No meeting{esc(whose)} has begun of which you may read minutes."
        return message(f"{text} {_HINT}", [section(text), context(_HINT)])
    title = f"Minutes{whose}"
    blocks: list[Block] = [header(title)]
    for entry in entries:
        blocks.append(section(_line(entry)))
        if buttons := _buttons(entry, may_write=entry.meeting.id in writable):
            blocks.append(actions(*buttons))
    if is_more:
        where = MinutesListAt(group.id if group else None, offset + PAGE).text
        blocks.append(actions(button("Show older ones", ids.LIST, where)))
    words = "; ".join(_in_words(entry) for entry in entries)
    return message(f"{esc(title)}: {words}.", [*blocks, context(_HINT)])


def found(hits: MinutesHits, *, group: Group | None) -> Message:
    """What has the words, the newest meetings first."""
    words = esc(brief(hits.words, 100))
    if not hits.hits:
        text = f"No minutes that you may read have “{words}” in them."
        return message(text)
    title = f"“{short(hits.words, 100)}” in minutes"
    blocks: list[Block] = [header(title), context(plural(hits.total, "place"))]
    for hit in hits.hits:
        read = button("Read", ids.SHOW, hit.meeting.id, about=_about(hit))
        blocks.append(section(_hit(hit), read))
    if hits.left:
        after = hits.offset + len(hits.hits)
        where = MinutesListAt(group.id if group else None, after, hits.words).text
        blocks.append(more_button(ids.LIST, where, left=hits.left))
    lines = "; ".join(f"{_kind(hit)}: {esc(brief(hit.wording, 200))}" for hit in hits.hits)
    return message(f"{esc(title)}: {plural(hits.total, 'place')}. {lines}", blocks)


def state_of(entry: MinutesEntry) -> str:
    """How far the minutes of a meeting are."""
    return STATES[entry.minutes.state] if entry.minutes else "No minutes yet"


def _hit(hit: MinutesHit) -> str:
    where = [
        day_words(day_of(hit.meeting)),
        brief(hit.meeting.title, 80),
        brief(hit.group.name, 80),
    ]
    heading = joined(map(esc, where))
    return f"{heading}\n{_kind(hit).capitalize()}: {esc(brief(hit.wording, 400))}"


def _kind(hit: MinutesHit) -> str:
    return _WORDS_OF_KINDS.get(hit.kind, hit.kind)


def _about(hit: MinutesHit) -> str:
    return f"{day_words(day_of(hit.meeting))}, {brief(hit.wording, 40)}"


def _line(entry: MinutesEntry) -> str:
    where = [day_words(day_of(entry.meeting)), brief(entry.group.name, 80)]
    lines = plural(entry.lines, "line") if entry.lines else ""
    facts = joined([*map(esc, where), state_of(entry), lines])
    return f"{bold(brief(entry.meeting.title, 100))}\n{facts}"


def _buttons(entry: MinutesEntry, *, may_write: bool) -> list[Element]:
    meeting = entry.meeting
    about = f"{day_words(day_of(meeting))}, {brief(meeting.title, 40)}"
    buttons = []
    is_open = entry.minutes is None or entry.minutes.state is MinutesState.OPEN
    if is_open and may_write:
        buttons.append(button("Write lines", ids.WRITE, meeting.id, about=about))
    if entry.minutes is not None:
        buttons.append(button("Read", ids.SHOW, meeting.id, about=about))
    if entry.minutes is not None and is_open and may_write:
        buttons.append(button("See the meeting", ids.LIVE, meeting.id, about=about))
    return buttons


def _in_words(entry: MinutesEntry) -> str:
    title, day = esc(brief(entry.meeting.title, 80)), day_words(day_of(entry.meeting))
    return f"{title}, {day}: {state_of(entry)}"
