"""Renaming and closing the topics for which libraries name somebody."""

from handlers.forms import Form
from handlers.representatives.changing import tell
from handlers.routes import Answer, Ask, Open, Reply
from models import Topic
from models.database import reading, unit_of_work
from models.messages import SPOKE
from services import access, consortium, representatives
from services.errors import Conflict
from views import representatives as views


def open_rename(ask: Ask) -> Answer:
    with reading() as session:
        return Open(views.rename_topic(access.topic_to_change(session, ask.number(), by=ask.who)))


def rename(ask: Ask) -> Answer:
    form = Form(ask)
    with unit_of_work() as session:
        # Before the topic, as naming somebody for a topic does.
        consortium.lock(session)
        topic = access.topic_to_change(session, form.carried("topic"), by=ask.who)
        former, name = topic.name, form.text("name", limit=200)
        _refuse_renamed(topic, seen=form.carried_text("seen"), name=name)
        representatives.rename_topic(session, topic, name, by=ask.person, now=ask.now)
        return Reply(views.renamed_topic(topic, former))


def _refuse_renamed(topic: Topic, *, seen: str, name: str) -> None:
    """Raise ``Conflict`` where a form shows another name than there is now, and asks for a third.
    A form of an older version does not say what it shows.
    """
    if seen and topic.name not in (seen, " ".join(name.split())):
        raise Conflict(
            f"The topic {seen} was renamed to {topic.name} since you opened this form. Nothing was"
            " saved: open the form again."
        )


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
