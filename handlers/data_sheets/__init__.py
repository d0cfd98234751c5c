"""Data calls: every library fills in a sheet, and certifies it."""

from handlers.data_sheets import data_drafting, sheets_filled, single_fields

ROUTES = (*data_drafting.ROUTES, *single_fields.ROUTES, *sheets_filled.ROUTES)
