"""The page of a member library, for its own people, its director and the program manager."""

from models.database import reading
from services import access, library_work, organizations
from views import organizations as views
from web.personal_pages.visits import Shown, Visit


def show(visit: Visit, number: int) -> Shown:
    with reading() as session:
        library = access.library_to_read(session, number, by=visit.who)
        found = organizations.overview(session, library, visit.who)
        work = library_work.work_of(session, found, visit.who)
        sees_record = access.may_see_library_record(library.id, by=visit.who)
        years = library_work.years(session, library, visit.now) if sees_record else None
    zone = visit.person.zone
    facts = {
        "found": found,
        "ends": [views.end_line(row) for row in work.ends],
        "calls": [(row.call.id, views.call_line(row, zone)) for row in work.open_calls],
        "partners": [views.partner_line(row) for row in work.partners],
        "statements": [(row.statement.id, views.statement_line(row)) for row in work.statements],
        "years": years,
        "years_title": views.years_title(years) if years else "",
        "days_before": views.days_before(years) if years else "",
        "pairs": [
            (pair.figure.definition, *views.pair_amounts(pair))
            for pair in (years.pairs if years else ())
        ],
        "note": views.NEVER_COMPARED,
    }
    return Shown("library.html", facts)
