"""The Slack door: read the request, call one service, show one view."""

from collections.abc import Callable
from datetime import datetime

from slack_bolt import App

from handlers import (
    agendas,
    balances,
    calls,
    candidates,
    channel_events,
    commitments,
    confirmations,
    console,
    convene,
    data_sheets,
    decisions,
    deliverables,
    deliveries,
    departures,
    deputies,
    events,
    feeds,
    group_equity,
    groups,
    handovers,
    history,
    home,
    interests,
    meetings,
    merges,
    minutes,
    obligations,
    organizations,
    participation,
    partner_links,
    pauses,
    people,
    polls,
    preferences,
    presence,
    proposals,
    public_records,
    representatives,
    searches,
    seats,
    stories,
    sunsets,
    tasks,
    value_statements,
)
from handlers.dispatch import Dispatch
from handlers.table import RouteTable, build

ROUTES = (
    *groups.ROUTES,
    *seats.ROUTES,
    *deliverables.ROUTES,
    *obligations.ROUTES,
    *proposals.ROUTES,
    *sunsets.ROUTES,
    *handovers.ROUTES,
    *deputies.ROUTES,
    *interests.ROUTES,
    *candidates.ROUTES,
    *decisions.ROUTES,
    *public_records.ROUTES,
    *calls.ROUTES,
    *stories.ROUTES,
    *commitments.ROUTES,
    *data_sheets.ROUTES,
    *meetings.ROUTES,
    *polls.ROUTES,
    *agendas.ROUTES,
    *presence.ROUTES,
    *minutes.ROUTES,
    *pauses.ROUTES,
    *tasks.ROUTES,
    *participation.ROUTES,
    *value_statements.ROUTES,
    *convene.ROUTES,
    *feeds.ROUTES,
    *console.ROUTES,
    *deliveries.ROUTES,
    *departures.ROUTES,
    *history.ROUTES,
    *preferences.ROUTES,
    *home.ROUTES,
    *partner_links.ROUTES,
    *people.ROUTES,
    *organizations.ROUTES,
    *balances.ROUTES,
    *group_equity.ROUTES,
    *representatives.ROUTES,
    *confirmations.ROUTES,
    *merges.ROUTES,
    *searches.ROUTES,
    *events.ROUTES,
    *channel_events.ROUTES,
)


def route_table() -> RouteTable:
    """Every row of every module."""
    return build(ROUTES)


def register(app: App, *, now: Callable[[], datetime]) -> None:
    """Connect Bolt to the route table; ``now`` is the clock of this deployment."""
    Dispatch(route_table(), now).listen(app)
