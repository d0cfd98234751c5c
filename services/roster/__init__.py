"""Bringing libraries, directions, people and groups in from CSV files, and everything out again."""

from services.roster.apply import apply
from services.roster.cells import written
from services.roster.export import RECORDS, export
from services.roster.plan import plan
from services.roster.planning import Plan
from services.roster.rows import Problem
from services.roster.sheets import SHEETS, Sheet
from services.roster.state import Entry
