"""Data calls: every library fills in a sheet, and certifies it."""

from handlers.data_sheets import data_drafting, sheets_filled

ROUTES = (*data_drafting.ROUTES, *sheets_filled.ROUTES)
