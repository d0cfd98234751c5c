"""Meeting new people, also where several of somebody's requests arrive at once."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

from sqlalchemy import Engine
from sqlmodel import select

from handlers.middleware import Directory
from models import Person
from models.database import reading
from tests.factories import NOW


class Slack:
    """Answers who somebody is only once both have asked."""

    def __init__(self) -> None:
        self._both = Barrier(2)

    def users_info(self, user: str) -> dict[str, Any]:
        self._both.wait()
        return {
            "user": {"id": user, "profile": {"real_name": "Noor Nour", "email": "noor@x.example"}}
        }


def test_two_first_requests_at_once_meet_one_person(database: Engine) -> None:
    directory = Directory(Slack(), NOW)  # type: ignore[arg-type]
    with ThreadPoolExecutor() as both:
        met = list(both.map(directory, [["UNEW"], ["UNEW"]]))
    with reading() as session:
        known = session.exec(select(Person.id)).all()
    assert [[person.id for person in people] for people in met] == [known, known]
