"""`/convene`: what waits for me, help, and the settings of the consortium."""

from functools import lru_cache

from handlers.forms import Form
from handlers.routes import Answer, Ask, Command, Modal, Open, Reply
from handlers.table import RouteTable
from models.console import FindingKind
from models.database import reading, unit_of_work
from models.payloads import Message
from models.release import release
from models.subjects import CONSORTIUM, Subject
from services import academic_terms, access, consortium, first_manager, stale_forms
from services.access import Needs
from services.errors import Invalid
from services.waiting import waiting
from views import consortium as views
from views import help as help_views
from views import waiting as waiting_views

MOST_USEFUL = {
    Needs.PROGRAM_MANAGER: help_views.FOR_THE_PROGRAM_MANAGER,
    Needs.CHAIR: help_views.FOR_A_CHAIR,
    Needs.LIBRARIAN: help_views.FOR_A_LIBRARIAN,
    Needs.ANYONE: help_views.FOR_A_GUEST,
}
"""What help begins with, by the most that somebody may do."""


def mine(ask: Ask) -> Answer:
    with reading() as session:
        found = waiting(session, ask.who, now=ask.now)
        return Reply(waiting_views.mine(found, person=ask.person, today=ask.today))


def help_for(ask: Ask, table: RouteTable, command: str) -> Message:
    """Help for one command, or for all of them under ``convene``: only what this person may run."""
    return _help(
        table, command, tuple(needs for needs in Needs if access.may_run(needs, by=ask.who))
    )


@lru_cache(maxsize=64)
def _help(table: RouteTable, command: str, allowed: tuple[Needs, ...]) -> Message:
    """Drawn once for all who may do the same; nobody changes a message that is drawn."""
    names = table.names() if command == "convene" else [command]
    lines = [
        help_views.HelpLine(row.words, row.help, row.example)
        for name in names
        for row in table.named(name)
        if row.needs in allowed
        and row.is_listed
        and (row.verb or row.takes_words or command == "convene")
    ]
    if command != "convene":
        return help_views.commands(lines, title=f"What /{command} can do for you")
    first = next(words for needs, words in MOST_USEFUL.items() if needs in allowed)
    running = release() if Needs.PROGRAM_MANAGER in allowed else ""
    return help_views.everything(
        lines, first=first, title="What Convene can do for you", release=running
    )


def open_settings(_ask: Ask) -> Answer:
    with reading() as session:
        seen = stale_forms.digests(consortium.recorded(session))
        return Open(views.settings(consortium.settings(session), seen=seen))


def change_settings(ask: Ask) -> Answer:
    form = Form(ask)
    shown = form.choices("findings", FindingKind)
    typed = {
        "name": form.text("name").strip(),
        "zone": form.text("zone"),
        "fiscal_year_start": form.number("fiscal_year_start"),
        "reminder_lead_hours": form.number("reminder_lead_hours"),
        "days_without_meeting": form.number("days_without_meeting"),
        "many_seats": form.number("many_seats"),
        "hidden_findings": [key.value for key in FindingKind if key not in shown],
        "term_days": academic_terms.read_days(form.text("term_days")),
    }
    with unit_of_work() as session:
        consortium.lock(session)
        saved = stale_forms.merged(
            session,
            typed,
            consortium.recorded(session),
            form.carried_text("seen"),
            about=Subject(CONSORTIUM),
            title="The settings",
            words=consortium.FIELD_WORDS,
            by=ask.person,
            command="/convene settings",
        )
        hidden = [FindingKind(key) for key in saved.pop("hidden_findings")]
        changed = consortium.change_settings(
            session, **saved, hidden_findings=hidden, by=ask.person, now=ask.now
        )
        return Reply(views.changed(changed))


def claim(ask: Ask) -> Answer:
    if not ask.text.strip():
        raise Invalid(
            "Type the code from the log behind it: `/convene claim ABCD-EFGH-JKLM`. “python -m bot"
            " doctor” tells one, too."
        )
    with unit_of_work() as session:
        first_manager.claim(session, ask.text, by=ask.person, now=ask.now)
    return Reply(views.claimed())


ROUTES = (
    Command(
        "convene",
        mine,
        help="See what waits for you, and get help.",
        needs=Needs.ANYONE,
        only_reads=True,
        example="/convene",
    ),
    Command(
        "convene mine",
        mine,
        help="See everything that waits for you: answers, tasks, meetings.",
        stands_alone=True,
        needs=Needs.ANYONE,
        only_reads=True,
        example="/convene mine",
        aliases=("me", "todo", "home"),
    ),
    Command(
        "convene settings",
        open_settings,
        help="Change the consortium's name, zone, fiscal year, reminders, and what Home shows.",
        stands_alone=True,
        needs=Needs.PROGRAM_MANAGER,
        example="/convene settings",
    ),
    Command(
        "convene claim",
        claim,
        help="Become the program manager of a new installation, by the code in its log.",
        is_listed=False,
        needs=Needs.LIBRARIAN,
        example="/convene claim ABCD-EFGH-JKLM",
    ),
    Modal(views.SETTINGS_SEND, change_settings, needs=Needs.PROGRAM_MANAGER),
)
