"""Participation: what was asked, who may ask it, and the figures.

Every figure is a sum over the ledger.
"""

from services.participation.queries import (
    Breakdown,
    ParticipationQuery,
    choices_for,
    found_again,
    permitted,
    this_year,
    usual_breakdown,
)
from services.participation.reading import Calendar, read, read_period
from services.participation.reports import REPORT_CHOICES, report, to_csv
