"""The offer to write a story, under the private answer to whoever did something."""

from dataclasses import replace
from typing import TypeVar

from sqlmodel import Session

from handlers.routes import Ask, Replace, Reply, Surface
from models.subjects import Subject
from services import stories
from views import stories as views

OfferingT = TypeVar("OfferingT", bound=Reply | Replace)


def offering(session: Session, answer: OfferingT, about: Subject, ask: Ask) -> OfferingT:
    """The answer with “Is there a story?” under it, where this person is to be offered that now.
    Where the Home tab is drawn anew there is no answer to put it under.
    """
    if isinstance(answer, Replace) and ask.surface is Surface.HOME:
        return answer
    if not stories.claim_prompt(session, ask.person, now=ask.now):
        return answer
    return replace(answer, message=views.with_prompt(answer.message, about))
