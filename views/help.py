"""Help, and what is said when a command is not understood or something went wrong."""

from collections.abc import Sequence
from dataclasses import dataclass

from models import Person
from models.payloads import Block, Element, Message, View
from views.elements import actions, button, context, header, message, section
from views.inputs import modal
from views.texts import esc, in_a_row, mention, short
from views.values import CommandButton

RUN = "help.run"
LONGEST_VALUE = 2000
"""Characters that a button carries."""
RESULT = "help.result"
RUNNING = "Settings and history"
SETTINGS_AND_HISTORY = (
    *("convene settings", "convene holidays"),
    *("convene deliveries", "convene history"),
    *("convene merge", "convene merges"),
)
_TOPIC_OF = {
    "wg": "Groups",
    "meet": "Meetings",
    "task": "Tasks",
    "call": "Calls",
    "participation": "Who took part",
    "value": "What it is worth",
    "story": "Stories",
    "library": "Libraries",
    "convene": "For yourself",
}
TOPICS = (*_TOPIC_OF.values(), RUNNING)
"""In the order in which help shows them."""
FOR_A_GUEST = ("meet next", "task mine", "task done", "wg show", "convene reminders")
FOR_A_LIBRARIAN = ("meet next", "task mine", "task add", "wg list", "convene reminders")
FOR_A_CHAIR = ("meet new", "task add", "wg add", "meet came", "wg digest")
FOR_THE_PROGRAM_MANAGER = (
    *("convene mine", "participation", "wg new", "convene history", "convene settings"),
)


@dataclass(frozen=True)
class HelpLine:
    """What help shows of a command: its words, what it does, and an example."""

    words: str
    help: str
    example: str


def commands(lines: Sequence[HelpLine], *, title: str) -> Message:
    """What this person may run of one command: each line is an example, and says what it does."""
    return _help(title, [section(_paragraph(lines))], lines)


def everything(
    lines: Sequence[HelpLine], *, first: Sequence[str], title: str, release: str = ""
) -> Message:
    """What this person may run in all: the commands ``first``, and the rest by topic; the
    ``release`` only for whoever has to do with it.
    """
    by_words = {line.words: line for line in lines}
    most_useful = [by_words.pop(words) for words in first if words in by_words]
    blocks: list[Block] = [section(f"*Most useful for you*\n{_paragraph(most_useful)}")]
    rest: list[HelpLine] = []
    for topic in TOPICS:
        of_topic = [line for line in by_words.values() if _topic(line) == topic]
        if of_topic:
            blocks += [header(topic), section(_paragraph(of_topic))]
            rest += of_topic
    named = f" Also {in_a_row([f'/{line.words}' for line in rest])}." if rest else ""
    return _help(title, blocks, most_useful, release, also=named)


def _help(
    title: str,
    blocks: Sequence[Block],
    lines: Sequence[HelpLine],
    release: str = "",
    *,
    also: str = "",
) -> Message:
    """In plain text what each of ``lines`` does, and ``also`` the names of others: what all of them
    do is longer than Slack takes.
    """
    note = "Answers are private unless a line says otherwise. `/convene` shows what waits for you."
    note += f" This is Convene {release}." if release else ""
    text = f"{title}: " + "; ".join(f"/{line.words}: {line.help}" for line in lines) + also
    return message(text, [header(title), *blocks, context(note)])


def _topic(line: HelpLine) -> str:
    if line.words in SETTINGS_AND_HISTORY:
        return RUNNING
    return _TOPIC_OF[line.words.partition(" ")[0]]


def _paragraph(lines: Sequence[HelpLine]) -> str:
    return "\n".join(_line(line) for line in lines)


def run_button(
    label: str, line: str, *, name: object = "", style: str = "", about: str = ""
) -> Element:
    """Does what typing the line would do. ``name`` tells it from others in the same message."""
    action = f"{RUN}:{name}" if name else RUN
    command, _, words = line.partition(" ")
    value = CommandButton(command, words).text
    return button(label, action, value, style=style, about=about)


def hello(person: Person) -> Message:
    """The answer to somebody who writes to the bot as if to a person."""
    text = (
        f"Hello {esc(short(person.name, 80))}. I read commands, not conversations. "
        "`/convene` shows what waits for you, and `/convene help` what I can do."
    )
    buttons = actions(
        run_button("What waits for me", "/convene mine"),
        run_button("Help", "/convene help", name="help"),
    )
    return message(text, [section(text), buttons])


def did_you_mean(typed: str, nearest: str | None, *, command: str, spoken: str = "") -> Message:
    """The answer to a mistyped command, with the nearest valid one on a button; ``spoken`` is that
    one as people read it.
    """
    unknown = f"I do not know `{esc(_quoted(typed))}`."
    if nearest is None:
        text = f"{unknown} Type `/{command} help` to see what it can do."
        return message(text, [section(text), actions(run_button("Show help", f"/{command} help"))])
    meant = spoken or nearest
    text = f"{unknown} Did you mean `{esc(_quoted(meant))}`?"
    run = run_button(f"Run {meant}", nearest[:2000])
    show = run_button("Show help", f"/{command} help", name="help")
    return message(text, [section(text), actions(run, show)])


def refused(text: str, *, of_reading: bool = False) -> Message:
    """A refusal: what is wrong and what to do next, and that nothing was changed where something
    could have been.
    """
    # Some refusals say so in their own words.
    says_so = "Nothing was changed" in text or "Nothing was saved" in text
    ending = [] if says_so or of_reading else [context("Nothing was changed.")]
    return message(esc(text), [section(esc(short(text, 2900))), *ending])


def which_person(text: str, choices: Sequence[tuple[str, str]]) -> Message:
    """The question which of several people is meant: each choice goes on with what was typed."""
    buttons = [
        run_button(short(label, 75), line, name=number)
        for number, (label, line) in enumerate(choices)
        if len(line) <= LONGEST_VALUE
    ]
    hint = context("Choose the person you mean, and I will do what you typed.")
    rest = [hint, actions(*buttons)] if buttons else [context("Nothing was changed.")]
    return message(esc(text), [section(esc(short(text, 2900))), *rest])


def unseen_people(slack_ids: Sequence[str], *, line: str | None = None) -> Message:
    """Which of those that were named Slack does not show; ``line`` goes on without them."""
    names = ", ".join(mention(slack_id, slack_id) for slack_id in slack_ids[:20])
    text = f"Slack does not let me see {names}. Nothing was changed."
    text = f"{text} Choose somebody else, or add a partner without Slack by `/wg add`."
    if line is None or len(line) > LONGEST_VALUE:
        return message(text)
    return message(text, [section(text), actions(run_button("Go on without", line))])


def apology(reference: str) -> Message:
    """Something broke on our side."""
    text = (
        "Something went wrong on my side, and nothing was saved. Please try again; "
        f"if it happens again, tell your program manager this reference: {reference}."
    )
    return message(text)


def unseen(reference: str) -> Message:
    """What was asked for is done, and the answer to it did not get through."""
    text = (
        "That went through, but Slack did not let me show you the answer. Look before you do it"
        f" again: `/convene` shows what waits for you. Reference: {reference}."
    )
    return message(text)


def form_should_be_open(command: str) -> Message:
    """Slack took the form, but its answer was lost on the way."""
    again = f"type `{command}` again" if command else "try again"
    return message(f"The form should be open now. If you do not see it, please {again}.")


def form_came_too_late(command: str) -> Message:
    """Slack lets a form open only within three seconds."""
    again = f"type `{command}` again" if command else "try again"
    return message(
        f"Slack did not let me open the form in time. Nothing was changed; please {again}."
    )


def as_modal(meant: Message, *, title: str = "Convene") -> View:
    """A message shown as a page of its own, where there is no place for a private message."""
    return modal(RESULT, title, meant["blocks"])


def _line(line: HelpLine) -> str:
    bare = f"/{line.words}"
    if " " in line.words:
        return f"`{line.example or bare}`  {line.help}"
    example = f"\n`{line.example}`" if line.example not in ("", bare) else ""
    return f"*{bare}*  {line.help}{example}"


def _quoted(text: str) -> str:
    return short(text.replace("`", "'"), 200)
