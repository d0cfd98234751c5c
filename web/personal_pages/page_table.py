"""Which pages there are, each with what shows it and what acts."""

from web.personal_pages import (
    agendas,
    calls,
    decisions,
    fresh_links,
    groups,
    library_pages,
    links,
    meetings,
    minutes,
    own_calendar,
    own_page,
    own_sheets,
    polls,
    preferences,
    stories,
    tasks,
    value_statements,
)
from web.personal_pages.guards import LARGEST_SHEET
from web.personal_pages.visits import PageRow

_REST = "<path:rest>"
_NUMBER = "<int(max=2147483647):number>"
_SHEET_PLACE = "<int(max=1000):page>"

PAGES = (
    PageRow("", own_page.show),
    PageRow(f"/meetings/{_NUMBER}", meetings.show, meetings.act),
    PageRow(f"/meetings/{_NUMBER}/file", None, meetings.file),
    PageRow(f"/meetings/{_NUMBER}/minutes", minutes.show, minutes.act),
    PageRow(f"/meetings/{_NUMBER}/minutes/file", None, minutes.file),
    PageRow(f"/agendas/{_NUMBER}", agendas.show, agendas.act),
    PageRow(f"/items/{_NUMBER}", agendas.show_item, agendas.act_item),
    PageRow(f"/tasks/{_NUMBER}", tasks.show, tasks.act),
    PageRow(f"/tasks/{_NUMBER}/story", stories.show_of_task),
    PageRow("/stories", stories.show_all, stories.act_new),
    PageRow(f"/stories/{_NUMBER}", stories.show, stories.act),
    PageRow(f"/calls/{_NUMBER}", calls.show, calls.act),
    PageRow(f"/polls/{_NUMBER}", polls.show, polls.act),
    PageRow(f"/sheets/{_NUMBER}", own_sheets.show, own_sheets.act, LARGEST_SHEET),
    PageRow(
        f"/sheets/{_NUMBER}/pages/{_SHEET_PLACE}", own_sheets.show, own_sheets.act, LARGEST_SHEET
    ),
    PageRow(
        f"/sheets/{_NUMBER}/certify", own_sheets.show_certify, own_sheets.certify, LARGEST_SHEET
    ),
    PageRow(f"/sheets/{_NUMBER}/log", own_sheets.show_log),
    PageRow(f"/groups/{_NUMBER}", groups.show, groups.act),
    PageRow(f"/groups/{_NUMBER}/decisions", decisions.show_of_group),
    PageRow(f"/decisions/{_NUMBER}", decisions.show, decisions.review),
    PageRow(f"/libraries/{_NUMBER}", library_pages.show),
    PageRow(f"/statements/{_NUMBER}", value_statements.show, value_statements.act),
    PageRow(f"/statements/{_NUMBER}/file", None, value_statements.file),
    PageRow("/definitions", value_statements.show_definitions),
    PageRow(f"/groups/{_NUMBER}/leave", groups.show_leaving, groups.leave),
    PageRow("/calendar", own_calendar.show, own_calendar.act),
    PageRow("/settings", preferences.show, preferences.act),
    PageRow("/unsubscribe", preferences.show_stop, preferences.stop),
    PageRow("/links", links.show, links.act),
    PageRow("/links/fresh", None, fresh_links.ask_for_fresh),
    PageRow("/", own_page.show_nothing, own_page.show_nothing),
    PageRow(f"/{_REST}", own_page.show_nothing, own_page.show_nothing),
)
