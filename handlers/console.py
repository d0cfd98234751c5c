"""The console on the program manager's Home: all lines of a finding, and how files get in."""

from sqlmodel import Session

from handlers.forms import Form
from handlers.people import open_form, tell_of_move
from handlers.routes import Answer, Ask, Button, Modal, Reply
from models import Person
from models.console import FindingKind
from models.database import reading, unit_of_work
from services import console, handovers, people
from services.access import Needs
from services.errors import Invalid, NotFound
from services.people import duplicates, merging
from views import console as views
from views import merges as merge_views
from views.values import FindingAt, MergePair


def show_all(ask: Ask) -> Answer:
    at = ask.read(FindingAt)
    if at.key not in views.WORDS:
        raise Invalid("I know no such list. Open my Home tab to see what there is.")
    with reading() as session:
        lines = console.found_of(session, ask.who, FindingKind(at.key))
        return Reply(views.everything(lines, console.rules(session), page=at.page))


def show_left(ask: Ask) -> Answer:
    with reading() as session:
        person = _somebody(session, ask.number())
        return Reply(views.left(console.left_by(session, ask.who, person), today=ask.today))


def open_place(ask: Ask) -> Answer:
    with reading() as session:
        return open_form(session, _somebody(session, ask.number()), ask)


def place(ask: Ask) -> Answer:
    form = Form(ask)
    organization_id = form.id("organization")
    if organization_id is None:
        raise Invalid("Choose a library or unit.", field="organization")
    with unit_of_work() as session:
        person = _somebody(session, form.carried("person"))
        held = handovers.before_move(session, person, ask.now)
        organization = people.place(session, person, organization_id, by=ask.person, now=ask.now)
        tell_of_move(session, held, person, organization, ask)
        return Reply(views.placed(person, organization))


def merge_duplicate(ask: Ask) -> Answer:
    """Two records that may be of one person are."""
    pair = ask.read(MergePair)
    with unit_of_work() as session:
        kept, merged = _somebody(session, pair.kept_id), _somebody(session, pair.merged_id)
        done = merging.merge(session, kept, merged, by=ask.person, now=ask.now)
        return Reply(merge_views.done(done.id, kept, merged), changes_home=True)


def distinguish(ask: Ask) -> Answer:
    """Two records that may be of one person are not."""
    pair = ask.read(MergePair)
    with unit_of_work() as session:
        person, other = _somebody(session, pair.kept_id), _somebody(session, pair.merged_id)
        duplicates.distinguish(session, person, other, by=ask.person, now=ask.now)
        return Reply(views.distinct(person), changes_home=True)


def _somebody(session: Session, person_id: int) -> Person:
    person = session.get(Person, person_id)
    if person is None:
        raise NotFound("I know nobody like that any more. Open my Home tab to see who is left.")
    return person


def how_to_import(_ask: Ask) -> Answer:
    return Reply(views.how_to_import())


ROUTES = (
    Button(views.SHOW_ALL, show_all, needs=Needs.PROGRAM_MANAGER),
    Button(views.LEFT, show_left, needs=Needs.PROGRAM_MANAGER),
    Button(views.PLACE, open_place, needs=Needs.PROGRAM_MANAGER),
    Modal(views.PLACE_SEND, place, needs=Needs.PROGRAM_MANAGER),
    Button(views.SAME, merge_duplicate, needs=Needs.PROGRAM_MANAGER),
    Button(views.DISTINCT, distinguish, needs=Needs.PROGRAM_MANAGER),
    Button(views.IMPORT, how_to_import, needs=Needs.PROGRAM_MANAGER),
)
