"""Renaming and closing the topics for which libraries name somebody."""

from handlers.forms import Form
from handlers.representatives.changing import tell
from handlers.routes import Answer, Ask, Open, Reply
from models.database import reading, unit_of_work
from models.messages import SPOKE
from models.subjects import Subject
from services import access, consortium, representatives, stale_forms
from views import representatives as views


def open_rename(ask: Ask) -> Answer:
    with reading() as session:
        topic = access.topic_to_change(session, ask.number(), by=ask.who)
        return Open(views.rename_topic(topic, seen=stale_forms.digests({"name": topic.name})))


def rename(ask: Ask) -> Answer:
    form = Form(ask)
    with unit_of_work() as session:
        # Before the topic, as naming somebody for a topic does.
        consortium.lock(session)
        topic = access.topic_to_change(session, form.carried("topic"), by=ask.who)
        saved = stale_forms.merged(
            session,
            {"name": " ".join(form.text("name", limit=200).split())},
            {"name": topic.name},
            form.carried_text("seen"),
            about=Subject.of(topic),
            title=topic.name,
            words={"name": "name"},
            by=ask.person,
            command="/library representatives",
        )
        former = topic.name
        representatives.rename_topic(session, topic, saved["name"], by=ask.person, now=ask.now)
        return Reply(views.renamed_topic(topic, former))


def open_close(ask: Ask) -> Answer:
    with reading() as session:
        topic = access.topic_to_change(session, ask.number(), by=ask.who)
        speaking = representatives.lines_on(session, topic, ask.now)
        return Open(views.close_topic(topic, len({line.person.id for _, line in speaking})))


def close(ask: Ask) -> Answer:
    """Whoever is named for it hears of it, with thanks."""
    form = Form(ask)
    with unit_of_work() as session:
        topic = access.topic_to_change(session, form.carried("topic"), by=ask.who)
        speaking = representatives.lines_on(session, topic, ask.now)
        representatives.close_topic(session, topic, by=ask.person, now=ask.now)
        for organization, line in speaking:
            words = views.topic_closed(organization, topic, line, by=ask.person)
            tell(session, words, SPOKE, line, ask)
        return Reply(views.closed_topic(topic, len({line.person.id for _, line in speaking})))
