"""Participation: what was asked, who may ask it, and the figures.

Every figure is a sum over the ledger.
"""

from services.participation.queries import (
    Breakdown,
    ParticipationQuery,
    choices_for,
    from_text,
    permitted,
    this_year,
    to_text,
    usual_breakdown,
)
from services.participation.reading import read
from services.participation.reports import REPORTS, Report, report, to_csv
