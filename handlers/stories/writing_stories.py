"""Writing a story, changing and submitting it, discarding it, and revoking a permission."""

from sqlmodel import Session

from handlers import grammar
from handlers.forms import Form
from handlers.once import making
from handlers.routes import Answer, Ask, Open, Reply
from handlers.stories.showing_stories import card
from models import Story
from models.database import reading, unit_of_work
from models.payloads import View
from models.stories import (
    STORY_TEXTS,
    Permissions,
    StoryAudience,
    StoryDraft,
    StoryPermission,
)
from services import access, consortium, stories
from services.errors import Invalid
from views import stories as views
from views.values import StoryStart


def write(ask: Ask) -> Answer:
    """`/story` opens the form; what follows it is the title of a draft."""
    title = grammar.sentence(ask).text
    if not title:
        with reading() as session:
            return Open(_form(session, ask, StoryDraft("", {}, organization_id=_own(session, ask))))
    with making(ask) as made:
        story = stories.start(made.session, title, by=ask.person, now=ask.now)
        return made.keep(Reply(views.saved(story, is_new=True)))


def open_write(ask: Ask) -> Answer:
    """The form of a new story; under something done it begins with that."""
    about = ask.read(StoryStart).about
    with reading() as session:
        group_id, words = stories.work_done(session, about, ask.who) if about else (None, "")
        texts = {"what_was_done": words}
        own = _own(session, ask)
        return Open(
            _form(session, ask, StoryDraft("", texts, organization_id=own, group_id=group_id))
        )


def open_change(ask: Ask) -> Answer:
    with reading() as session:
        story = access.story_to_edit(session, ask.number(), by=ask.who)
        return Open(_form(session, ask, stories.draft_of(session, story), story=story))


def send(ask: Ask) -> Answer:
    """Save what the form says, of a new story or of one that is there."""
    form = Form(ask)
    if not form.carries("story"):
        with making(ask) as made:
            draft = _draft(made.session, form, ask, StoryDraft("", {}))
            story = stories.write(made.session, draft, by=ask.person, now=ask.now)
            return made.keep(Reply(views.saved(story, is_new=True)))
    with unit_of_work() as session:
        story = access.story_to_edit(session, form.carried("story"), by=ask.who)
        draft = _draft(session, form, ask, stories.draft_of(session, story))
        stories.change(session, story, draft, by=ask.person, now=ask.now)
        return Reply(views.saved(story, is_new=False))


def submit(ask: Ask) -> Answer:
    with unit_of_work() as session:
        story = access.story_to_edit(session, ask.number(), by=ask.who)
        stories.submit(session, story, by=ask.person, now=ask.now)
        session.flush()
        return Reply(card(session, story, ask, news="The program manager has it now. Thank you."))


def discard(ask: Ask) -> Answer:
    with unit_of_work() as session:
        story = access.story_to_edit(session, ask.number(), by=ask.who)
        stories.discard(session, story, by=ask.person, now=ask.now)
        return Reply(views.discarded())


def revoke_quote(ask: Ask) -> Answer:
    news = "Revoked. From now on only its author and the program manager see the story."
    return _revoke(ask, StoryPermission.QUOTE, news)


def revoke_name(ask: Ask) -> Answer:
    news = "Revoked. From now on the story names neither its author nor the library."
    return _revoke(ask, StoryPermission.NAME, news)


def _revoke(ask: Ask, permission: StoryPermission, news: str) -> Answer:
    with unit_of_work() as session:
        story = access.story_to_revoke(session, ask.number(), by=ask.who)
        stories.revoke(session, story, permission, by=ask.person, now=ask.now)
        session.flush()
        return Reply(card(session, story, ask, news=news))


def _form(session: Session, ask: Ask, draft: StoryDraft, *, story: Story | None = None) -> View:
    groups = stories.offered_groups(session, ask.who, draft.group_id)
    is_known = draft.group_id is None or draft.group_id in {group.id for group in groups}
    return views.form(
        draft,
        story_id=story.id if story else None,
        directions=consortium.directions(session),
        libraries=stories.offered_libraries(session),
        groups=groups,
        keeps_group=not is_known,
    )


def _own(session: Session, ask: Ask) -> int | None:
    return stories.own_library(session, ask.person)


def _draft(session: Session, form: Form, ask: Ask, known: StoryDraft) -> StoryDraft:
    """What the form says; what it did not show stays as it was."""
    group_id = form.id("group") if form.shows("group") else known.group_id
    if group_id is not None and group_id != known.group_id:
        _check_group(session, ask, group_id)
    hides_group = known.hides_group
    if form.shows("hides_group"):
        hides_group = form.checked("hides_group", views.YES)
    shows_library = form.shows("library")
    return StoryDraft(
        title=form.text("title"),
        texts={name: form.text(name) for name in STORY_TEXTS},
        direction_ids=frozenset(form.ids("directions")),
        organization_id=form.id("library") if shows_library else known.organization_id,
        group_id=group_id,
        hides_group=hides_group,
        audience=form.choice("audience", StoryAudience),
        permissions=stories.permissions_now(
            _ticked(form), form.carried_text("permitted"), known.permissions
        ),
    )


def _ticked(form: Form) -> Permissions:
    return frozenset(
        permission for permission in StoryPermission if form.checked(permission, views.YES)
    )


def _check_group(session: Session, ask: Ask, group_id: int) -> None:
    if group_id not in {row.id for row in stories.offered_groups(session, ask.who, group_id)}:
        raise Invalid("Choose one of the groups that are offered.", field="group")
