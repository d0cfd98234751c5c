"""Showing organizations: the list, and one of them by any of its names."""

from sqlmodel import Session

from handlers import grammar
from handlers.routes import Answer, Ask, Reply
from models import Organization, ReversibleKind
from models.database import reading
from models.member_libraries import LibraryOverview, NameMatch
from models.payloads import Message
from models.subjects import Subject
from services import (
    access,
    consortium,
    library_work,
    organizations,
    representatives,
    undoing,
)
from services.dates.words import quoted
from services.errors import Invalid, NotAllowed, NotFound
from views import help as help_views
from views import organizations as views
from views.values import LibraryListAt

LIST_WORDS = ("list", "all")


def show(ask: Ask) -> Answer:
    """`/library Tunxis`, `/library @ben` for the library of a person, and `/library` for one's
    own.
    """
    line = grammar.read(ask.text)
    named = grammar.mentioned(ask, line)
    if len(named) > 1 or (named and line.text):
        raise Invalid("Name one library, or one person whose library you want to see.")
    with reading() as session:
        if line.text:
            return Reply(_called(session, ask, line.text))
        person = named[0] if named else ask.person
        if person.id != ask.person.id and not access.may_see_library_facts(ask.who):
            raise NotAllowed("Guests do not see at which library somebody works.")
        if person.organization_id is None:
            return Reply(_nowhere(person.name if named else ""))
        organization = access.organization_to_see(session, person.organization_id)
        return Reply(_shown(session, organization, ask))


def show_or_list(ask: Ask) -> Answer:
    """`/wg library`, `/wg library list` and `/wg library Tunxis`."""
    is_list = ask.text.strip().casefold() in LIST_WORDS
    return listed(ask) if is_list else show(ask)


def show_by_id(ask: Ask) -> Answer:
    with reading() as session:
        organization = access.organization_to_see(session, ask.number())
        return Reply(_shown(session, organization, ask))


def show_years(ask: Ask) -> Answer:
    """This year of a library beside the one before."""
    with reading() as session:
        library = access.library_with_record(session, ask.number(), by=ask.who)
        return Reply(views.years_shown(library, library_work.years(session, library, ask.now)))


def define(_ask: Ask) -> Answer:
    """What each figure on the page of a library counts."""
    return Reply(views.definitions(library_work.counted_figures()))


def listed(ask: Ask) -> Answer:
    return Reply(_list(ask, page=0))


def next_page(ask: Ask) -> Answer:
    return Reply(_list(ask, page=ask.read(LibraryListAt).page))


def meant(session: Session, text: str) -> Organization:
    """The one organization that a name means, what was merged as itself.

    Raises ``Invalid`` with the nearest name, or with those that it could be.
    """
    match organizations.called(session, text):
        case NameMatch(organizations=(organization,)):
            return organization
        case NameMatch(organizations=(), nearest=Organization() as near):
            raise Invalid(
                f"I know no library called {quoted(text)}. Did you mean “{near.short_name}”?"
            )
        case NameMatch(organizations=()):
            raise Invalid(
                f"I know no library called {quoted(text)}. Type `/library list` to see them all."
            )
        case several:
            names = ", ".join(row.short_name for row in several.organizations[:5])
            raise Invalid(f"{quoted(text)} could be {names}. Type more of the name.")


def _called(session: Session, ask: Ask, text: str) -> Message:
    match organizations.called(session, text):
        case NameMatch(organizations=(organization,)):
            return _shown(session, organization, ask)
        case NameMatch(organizations=(), nearest=near):
            typed = f"/{ask.words} {text}"
            line = f"/{ask.words} {near.key}" if near else None
            spoken = f"/{ask.words} {near.short_name}" if near else ""
            if line is None:
                raise NotFound(
                    f"I know no library called {quoted(text)}. Type `/library list` to see them"
                    " all."
                )
            return help_views.did_you_mean(typed, line, command=ask.words, spoken=spoken)
        case several:
            return views.named_alike(text, several.organizations)


def _nowhere(name: str) -> Message:
    if name:
        raise NotFound(f"I do not know at which library {name} works.")
    return views.own_unknown()


def _shown(session: Session, organization: Organization, ask: Ask) -> Message:
    found = organizations.overview(session, organization, ask.who)
    if not access.may_see_library_facts(ask.who):
        return views.names_alone(found)
    may_confirm = access.may_confirm(organization.id, by=ask.who)
    return views.shown(
        found,
        may_edit=access.may_edit_organizations(ask.who),
        represented=representatives.of_library(session, organization, ask.who),
        may_appoint=access.may_appoint_for(organization.id, by=ask.who),
        reversible=_reversible(session, found, ask),
        confirms_on=consortium.today(session, ask.now) if may_confirm else None,
        work=library_work.shown_work(session, found, ask.who),
        zone=ask.person.zone,
    )


def _reversible(session: Session, found: LibraryOverview, ask: Ask) -> list[Organization]:
    """What became part of it, where the asker may still take that back."""
    if not (found.merged and access.may_edit_organizations(ask.who)):
        return []
    subjects = undoing.reversible(session, ReversibleKind.LIBRARY_MERGE, ask.now)
    return [merged for merged in found.merged if str(Subject.of(merged)) in subjects]


def _list(ask: Ask, *, page: int) -> Message:
    with reading() as session:
        lines = organizations.listed(session, ask.who)
    return views.listed(
        lines,
        page=page,
        shows_facts=access.may_see_library_facts(ask.who),
        may_add=access.may_edit_organizations(ask.who),
    )
