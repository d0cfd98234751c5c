"""The app's Home and Messages tabs, opened by a person."""

from sandbox import events, payloads
from sandbox.errors import Declined
from sandbox.interactions.requests import actor
from sandbox.slack import Slack


def open_tab(slack: Slack, person_id: str, tab: str) -> None:
    person = actor(slack, person_id)
    if tab == "home" and not slack.manifest.home_enabled:
        raise Declined("home_disabled", "This app has no Home tab.")
    channel = slack.workspace.direct_message(person.id, slack.bot.user_id, now=slack.now())
    home = slack.workspace.homes.get(person.id)
    shown = payloads.view(slack, home) if tab == "home" and home else None
    events.home_opened(slack, person.id, channel.id, tab, shown)
