"""Bringing libraries, directions, people and groups in from CSV files, and everything out again."""

from services.import_export.apply import apply, not_placed
from services.import_export.cells import written
from services.import_export.csv_rows import ImportProblem
from services.import_export.export import RECORDS, export
from services.import_export.import_plan import ImportPlan
from services.import_export.moving import moving
from services.import_export.planning import plan
from services.import_export.raw_tables import TABLE_FILES
from services.import_export.sheets import SHEETS, Sheet
from services.import_export.state import ImportEntry
