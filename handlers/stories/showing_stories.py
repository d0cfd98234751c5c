"""Stories to see: the list, a search, and one of them."""

from sqlmodel import Session

from handlers import grammar
from handlers.routes import Answer, Ask, Reply
from models import Story
from models.database import reading
from models.payloads import Message
from models.stories import StoryPage
from services import access, consortium, decisions, stories
from services.errors import Invalid
from views import stories as views
from views.elements import PAGE
from views.values import LONGEST_SEARCH, StoryListAt


def listed(ask: Ask) -> Answer:
    """`/story list courier since July` finds those that fit; without words all are listed."""
    line = grammar.sentence(ask)
    text = " ".join(line.text.replace("|", " ").split())
    if len(text) > LONGEST_SEARCH:
        raise Invalid(f"Search for less: {LONGEST_SEARCH} characters at most.")
    with reading() as session:
        return Reply(_page(session, StoryListAt(0, text), ask))


def next_page(ask: Ask) -> Answer:
    with reading() as session:
        return Reply(_page(session, ask.read(StoryListAt), ask))


def show(ask: Ask) -> Answer:
    with reading() as session:
        return Reply(card(session, access.story_to_see(session, ask.number(), by=ask.who), ask))


def card(session: Session, story: Story, ask: Ask, *, news: str = "") -> Message:
    """One story as this person may see it."""
    return views.card(stories.line(session, story, ask.who), zone=ask.person.zone, news=news)


def _page(session: Session, at: StoryListAt, ask: Ask) -> Message:
    found = _found(session, at, ask)
    return views.listed(found, at, zone=ask.person.zone)


def _found(session: Session, at: StoryListAt, ask: Ask) -> StoryPage:
    query = decisions.read_query(
        session,
        at.words,
        who=ask.who,
        group=None,
        today=ask.today,
        fiscal_year_start=consortium.settings(session).fiscal_year_start,
    )
    zone, offset = ask.person.zone, at.page * PAGE
    return stories.find(session, query, ask.who, zone=zone, offset=offset, limit=PAGE)
