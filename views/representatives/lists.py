"""Who speaks for libraries, in lists: for one, in one group or on one topic, and in all."""

from collections.abc import Sequence

from models import Organization
from models.calendar_days import day_words
from models.freshness import Freshness
from models.payloads import Block, Element, Message
from models.representatives import (
    RepresentativeLine,
    RepresentedLibrary,
    RepresentedSubject,
    SubjectCount,
    SubjectLine,
)
from views.elements import (
    PAGE,
    actions,
    button,
    context,
    header,
    message,
    more_button,
    section,
)
from views.freshness import stale_lines, stale_words
from views.inputs import menu_of
from views.representatives import ids
from views.texts import bold, brief, esc, joined, plural, short
from views.values import AppointFor, LibrarySubjectsAt, SubjectAt, SubjectChoice, SubjectListAt

_NAME_ROOM = 60
_AHEAD_SHOWN = 3
SUBJECTS_SHOWN = 6
_MEANING = (
    "A representative or an alternate speaks for their library; where it has neither, its director"
    " does."
)


def of_library(
    organization: Organization,
    lines: Sequence[SubjectLine],
    directors: Sequence[str],
    *,
    page: int = 0,
    may_appoint: bool,
    freshness: Freshness,
    news: str = "",
) -> Message:
    """In what one library has somebody, six at a time; ``news`` is what has just changed."""
    title = f"Who speaks for {short(organization.short_name, 80)}"
    add = button("Appoint somebody", ids.APPOINT, AppointFor(organization.id).text)
    news_blocks: list[Block] = [section(news)] if news else []
    buttons = [actions(add)] if may_appoint else []
    heads = context(_directors(directors), *stale_lines(freshness))
    if not lines:
        text = f"{bold(short(organization.name, 200))} has no representatives yet."
        blocks = [*news_blocks, section(text), context(_MEANING), heads, *buttons]
        return message(joined([news, text], "\n"), blocks)
    page = page if page * SUBJECTS_SHOWN < len(lines) else 0
    shown = lines[page * SUBJECTS_SHOWN : (page + 1) * SUBJECTS_SHOWN]
    blocks = [*news_blocks, header(title), heads]
    for line in shown:
        text = "\n".join([_subject(line.subject), *_people(line)])
        blocks.append(section(text, _menu(organization, line) if may_appoint else None))
    if left := len(lines) - page * SUBJECTS_SHOWN - len(shown):
        at = LibrarySubjectsAt(organization.id, page + 1)
        blocks.append(more_button(ids.OF_LIBRARY, at.text, left=left, step=SUBJECTS_SHOWN))
    words = "; ".join(brief_lines(shown))
    return message(joined([news, f"{esc(title)}: {words}."], "\n"), [*blocks, *buttons])


def brief_lines(lines: Sequence[SubjectLine]) -> list[str]:
    """In what a library has whom, each on one line."""
    return [f"{esc(brief(line.subject.name, 80))}: {joined(_people(line), '; ')}" for line in lines]


def of_subject(
    subject: RepresentedSubject,
    lines: Sequence[RepresentedLibrary],
    *,
    page: int = 0,
    may_appoint: frozenset[int],
    may_change: bool = False,
) -> Message:
    """Every member library and who speaks for it in a group or on a topic, ten at a time.
    ``may_appoint`` holds the ids of those for which the reader may appoint, ``may_change`` is
    whether she may rename and close topics.
    """
    title = f"{short(subject.name, 80)}: who speaks for each library"
    changing = _topic_buttons(subject) if may_change else []
    if not lines:
        text = f"{esc(title)}. There are no member libraries yet."
        return message(text, [section(text), *changing])
    page = page if page * PAGE < len(lines) else 0
    shown = lines[page * PAGE : (page + 1) * PAGE]
    blocks: list[Block] = [header(title), context(_counts(lines), _MEANING)]
    choice = SubjectChoice(subject.group_id, subject.topic_id)
    for line in shown:
        name = joined([bold(brief(line.organization.name, 100)), stale_words(line.freshness)], ": ")
        text = "\n".join([name, *_answers(line)])
        blocks.append(section(text, _library_button(line, choice, may_appoint)))
    if left := len(lines) - page * PAGE - len(shown):
        at = SubjectAt(choice, page + 1)
        blocks.append(more_button(ids.OF_SUBJECT, at.text, left=left))
    words = "; ".join(
        f"{esc(brief(line.organization.short_name, 60))}:"
        f" {joined([stale_words(line.freshness), *_answers(line)], ', ')}"
        for line in shown
    )
    return message(f"{esc(title)}. {_counts(lines)} {words}.", [*blocks, *changing])


def _topic_buttons(subject: RepresentedSubject) -> list[Block]:
    if subject.topic_id is None:
        return []
    return [
        actions(
            button("Rename the topic", ids.TOPIC_RENAME, subject.topic_id, about=subject.name),
            button("Close the topic", ids.TOPIC_CLOSE, subject.topic_id, about=subject.name),
        )
    ]


def subjects(
    lines: Sequence[SubjectCount], libraries: int, *, page: int = 0, may_appoint: int | None
) -> Message:
    """The topics, and the groups in which any library has somebody, ten at a time. ``may_appoint``
    is the library for which the reader may appoint, if there is one.
    """
    title = "Who speaks for libraries"
    add = (
        [actions(button("Appoint somebody", ids.APPOINT, AppointFor(may_appoint).text))]
        if may_appoint is not None
        else []
    )
    if not lines:
        text = "No library has a representative yet."
        return message(text, [section(text), context(_MEANING), *add])
    page = page if page * PAGE < len(lines) else 0
    shown = lines[page * PAGE : (page + 1) * PAGE]
    blocks: list[Block] = [header(title), context(_MEANING)]
    for line in shown:
        subject = line.subject
        value = SubjectAt(SubjectChoice(subject.group_id, subject.topic_id)).text
        show = button("Show", ids.OF_SUBJECT, value, about=subject.name)
        blocks.append(section(f"{_subject(subject)}\n{_share(line, libraries)}", show))
    if left := len(lines) - page * PAGE - len(shown):
        blocks.append(more_button(ids.SUBJECTS, SubjectListAt(page + 1).text, left=left))
    words = "; ".join(
        f"{esc(brief(line.subject.name, 80))}, {_share(line, libraries)}" for line in shown
    )
    return message(f"{title}: {words}.", [*blocks, *add])


def _share(line: SubjectCount, libraries: int) -> str:
    return f"{line.libraries:,} of {plural(libraries, 'library', 'libraries')} with somebody"


def _counts(lines: Sequence[RepresentedLibrary]) -> str:
    first = sum(_acts(line.line.representative) for line in lines)
    second = sum(_acts(line.line.alternate) for line in lines)
    return (
        f"Of {plural(len(lines), 'member library', 'member libraries')}"
        f" {plural(first, 'has', 'have')} a representative, and {second:,} an alternate."
    )


def _acts(line: RepresentativeLine | None) -> bool:
    return line is not None and line.acts


def _answers(line: RepresentedLibrary) -> list[str]:
    """Who speaks for a library, and its director where nobody else acts."""
    people = _people(line.line)
    if not _acts(line.line.representative) and not _acts(line.line.alternate):
        people.append(_directors(line.directors))
    return people


def _library_button(
    line: RepresentedLibrary, choice: SubjectChoice, may_appoint: frozenset[int]
) -> Element:
    row = line.organization
    if row.id in may_appoint:
        value = AppointFor(row.id, choice).text
        return button("Appoint", ids.APPOINT, value, about=row.short_name)
    value = LibrarySubjectsAt(row.id).text
    return button("Show", ids.OF_LIBRARY, value, about=row.short_name)


def _subject(subject: RepresentedSubject) -> str:
    kind = "group" if subject.group_id else "topic"
    return f"{bold(brief(subject.name, 100))} ({kind})"


def _people(line: SubjectLine) -> list[str]:
    """The representative, the alternate, and who is to begin."""
    ahead = [
        f"From {day_words(found.begins_on)} {_name(found)} as {found.kind}{_until(found)}"
        for found in line.ahead[:_AHEAD_SHOWN]
    ]
    more = len(line.ahead) - len(ahead)
    return [
        f"Representative: {_who(line.representative)}",
        f"Alternate: {_who(line.alternate)}",
        *ahead,
        *([f"and {more} more"] if more > 0 else []),
    ]


def _who(found: RepresentativeLine | None) -> str:
    if found is None:
        return "*none*"
    if found.trouble:
        return f"*none acts*: {_name(found)} {found.trouble}"
    return f"{_name(found)}{_until(found)}"


def _until(found: RepresentativeLine) -> str:
    return f" until {day_words(found.ends_on)}" if found.ends_on else ""


def _name(found: RepresentativeLine) -> str:
    return esc(brief(found.person.name, _NAME_ROOM))


def _directors(names: Sequence[str]) -> str:
    if not names:
        return "No director is known who could speak for it."
    shown = ", ".join(esc(brief(name, 40)) for name in names[:3])
    more = len(names) - 3
    others = f" and {plural(more, 'other')}" if more > 0 else ""
    return f"{'Director' if len(names) == 1 else 'Directors'}: {shown}{others}"


def _menu(organization: Organization, line: SubjectLine) -> Element:
    subject = line.subject
    choice = SubjectChoice(subject.group_id, subject.topic_id)
    value = AppointFor(organization.id, choice).text
    held = [line.representative, line.alternate, *line.ahead]
    ends = [_end(found) for found in held if found is not None]
    return menu_of([("Appoint somebody", ids.APPOINT, value), *ends])


def _end(found: RepresentativeLine) -> tuple[str, str, int]:
    verb = "End" if found.is_current else "Call off"
    return f"{verb} {short(found.person.name, 40)}", ids.END, found.id
