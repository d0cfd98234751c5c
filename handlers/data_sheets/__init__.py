"""Data calls: every library fills in a sheet, and certifies it."""

from handlers.data_sheets import data_drafting, field_editing, sheets_filled

ROUTES = (*data_drafting.ROUTES, *field_editing.ROUTES, *sheets_filled.ROUTES)
