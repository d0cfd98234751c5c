"""The code that a page asks for, where its link alone is not enough."""

from models.database import unit_of_work
from services import page_codes, page_letters
from views import links as views
from web.personal_pages.visits import Done, Visit


def send_code(visit: Visit, back: str) -> Done:
    """Send her one, and lead ``back`` to the page that asks for it."""
    page_letters.check_reaches(visit.person)
    with unit_of_work() as session:
        code = page_codes.new_code(session, visit.person, now=visit.now)
        page_letters.send_code(session, visit.person, views.code(code), now=visit.now)
    return Done("code", visit.path(back))
