"""What is said about data calls and their sheets."""

from views.data_sheets.data_pages import data_page, own_sheets, state_counts, totals_page
from views.data_sheets.data_previews import contacts, data_preview, field_list, page_of_field
from views.data_sheets.field_forms import field_form
from views.data_sheets.ids import (
    CERTIFY,
    CERTIFY_SEND,
    CHOOSE_SHEET,
    CHOOSE_SHEET_SEND,
    CONTACTS,
    CONTACTS_RIGHT,
    FIELD_CHANGE,
    FIELD_CHANGE_SEND,
    FIELD_LIST,
    FIELD_NEW,
    FIELD_NEW_SEND,
    FIELD_REMOVE,
    FIELDS,
    FIELDS_SEND,
    NEXT_YEAR,
    PART,
    PART_SEND,
    REOPEN,
    REOPEN_SEND,
    SHEET,
    SHEET_LOG,
    TOTALS,
)
from views.data_sheets.sheet_forms import (
    ADD,
    MOST_BOXES,
    MOST_NOTES,
    NOTHING_CHOSEN,
    REPLACE,
    box_name,
    certify_form,
    choose_sheet,
    fields_form,
    offered_choices,
    part_form,
    part_to_read,
    reopen_form,
)
from views.data_sheets.sheet_pages import (
    WORDS,
    certified,
    filled_by_phone,
    overlaid,
    reopened,
    saved,
    sheet_log_page,
    sheet_page,
)
