"""Pages over a real database, asked as browsers and scanners ask them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine

from models import Person
from models.database import unit_of_work
from services import links
from tests.factories import NOW, Cast, cast
from web.personal_pages import Pages

BROWSER = {"Sec-Fetch-Site": "same-origin", "Origin": "null"}


@dataclass
class Visitor:
    """Somebody with a link to her own pages."""

    client: FlaskClient
    token: str

    def path(self, rest: str = "") -> str:
        return f"/p/{self.token}{rest}"

    def see(self, rest: str = "", *, status: int = 200) -> str:
        answer = self.client.get(self.path(rest))
        assert answer.status_code == status, answer.text
        return answer.text

    def send(self, rest: str = "", **fields: str | list[str]) -> tuple[int, str]:
        """The status, and where the browser is sent on, or what it is shown."""
        answer = self.client.post(self.path(rest), data=fields, headers=BROWSER)
        return answer.status_code, answer.headers.get("Location", answer.text)


@pytest.fixture
def people(database: Engine) -> Cast:
    with unit_of_work() as session:
        return cast(session)


@pytest.fixture
def client(people: Cast) -> Iterator[FlaskClient]:
    app = Flask("tests", static_folder=None)
    Pages(now=lambda: NOW).add_to(app)
    with app.test_client() as opened:
        yield opened


def token_of(person: Person) -> str:
    with unit_of_work() as session:
        return links.mint(session, person, now=NOW)


@pytest.fixture
def pia(client: FlaskClient, people: Cast) -> Visitor:
    return Visitor(client, token_of(people.pia))


def digits_of(text: str) -> str:
    """The code in a letter."""
    found = re.search(r"\*?(\d{4}) (\d{4})\*?", text)
    assert found is not None, text
    return "".join(found.groups())
