"""The methods about the team, the app itself and its blocks:
auth, api, team, bots, blocks, apps.
"""

from typing import Any

from sandbox import rules
from sandbox.errors import SlackError
from sandbox.slack import Slack
from sandbox.web_api.arguments import Arguments

Payload = dict[str, Any]


def auth_test(slack: Slack, _: Arguments) -> Payload:
    return {
        "url": f"{slack.address}/",
        "team": slack.team.name,
        "user": slack.workspace.people[slack.bot.user_id].name,
        "team_id": slack.team.id,
        "user_id": slack.bot.user_id,
        "bot_id": slack.bot.bot_id,
        "app_id": slack.bot.app_id,
        "is_enterprise_install": False,
    }


def api_test(_: Slack, args: Arguments) -> Payload:
    if "error" in args:
        raise SlackError(args.needed("error"), args=args.values)
    return {"args": args.values}


def team_info(slack: Slack, _: Arguments) -> Payload:
    team = slack.team
    return {
        "team": {
            "id": team.id,
            "name": team.name,
            "domain": team.domain,
            "url": f"{slack.address}/",
        }
    }


def bots_info(slack: Slack, args: Arguments) -> Payload:
    if args.text("bot") != slack.bot.bot_id:
        raise SlackError("bot_not_found")
    bot = slack.bot
    shown = {
        "id": bot.bot_id,
        "app_id": bot.app_id,
        "user_id": bot.user_id,
        "name": bot.name,
        "deleted": False,
    }
    return {"bot": shown}


def blocks_validate(_: Slack, args: Arguments) -> Payload:
    """Checks blocks, a message or a view, whichever one is given."""
    if [name in args for name in ("blocks", "message", "view")].count(True) != 1:
        raise SlackError(
            "invalid_arguments",
            messages=["[ERROR] give exactly one of blocks, message, view [json-pointer:/]"],
        )
    if "view" in args:
        rules.check_view(args.structure("view"))
    elif "blocks" in args:
        rules.check_blocks(args.structure("blocks", "invalid_blocks_format"))
    else:
        message = args.object("message")
        rules.check_message(text=message.get("text"), blocks=message.get("blocks"))
    return {}


def connections_open(slack: Slack, _: Arguments) -> Payload:
    """The address for one web socket; its ticket works once."""
    if not slack.manifest.socket_mode_enabled:
        says = (
            "[ERROR] the manifest does not enable Socket Mode"
            " [json-pointer:/settings/socket_mode_enabled]"
        )
        raise SlackError("not_enabled", messages=[says])
    return {"url": slack.transport.sockets.new_address(slack.bot.app_id)}
