"""Participation: what was asked, who may ask it, and the figures.

Every figure is a sum over the ledger.
"""

from services.participation.ledger_rows import WITH_ROWS, behind
from services.participation.queries import (
    Breakdown,
    ParticipationQuery,
    categories,
    choices_for,
    found_again,
    permitted,
    this_year,
    usual_breakdown,
)
from services.participation.questions import LARGEST_COUNT, LEAST_COUNT, QueryKind
from services.participation.reading import Calendar, calendar_of, of_kind, read, read_period
from services.participation.reports import (
    QUESTION_CHOICES,
    REPORT_CHOICES,
    answer,
    report,
    to_csv,
    to_xlsx,
)
