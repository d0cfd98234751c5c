"""The sheets of data calls: filled in, certified, added up and exported."""

from services.data_sheets.certifying import (
    certify,
    is_early,
    keep_notes,
    refuse_changed,
    refuse_incomplete,
    reopen,
)
from services.data_sheets.data_contacts import (
    contacts_to_confirm,
    kept_topic_for_data,
    topic_for_data,
)
from services.data_sheets.field_totals import totals, totals_of
from services.data_sheets.filled import FilledSheet, all_sheets, counting, grid, sheet_of
from services.data_sheets.next_years import draft_next, later_question, next_years_question
from services.data_sheets.sheet_files import sheets_to_csv, sheets_to_xlsx
from services.data_sheets.sheet_logs import sheet_log
from services.data_sheets.sheet_parts import (
    CORRECTED_WHY,
    capacity_to_fill,
    door_of,
    field_name_of,
    is_open_to_change,
    note_name_of,
    save_part,
)
