"""views.*: modals and the Home tab."""

from typing import Any

from sandbox import modals, payloads, rules
from sandbox.errors import SlackError
from sandbox.slack import Slack
from sandbox.web_api.arguments import Arguments
from sandbox.workspace import View

Payload = dict[str, Any]


def open_(slack: Slack, args: Arguments) -> Payload:
    content = _checked(args, "modal")
    trigger = slack.openings.use_trigger(args.text("trigger_id"))
    return _answer(
        slack, modals.open_first(slack, trigger.person, content, channel=trigger.channel)
    )


def push(slack: Slack, args: Arguments) -> Payload:
    content = _checked(args, "modal")
    trigger = slack.openings.use_trigger(args.text("trigger_id"))
    return _answer(slack, modals.push(slack, trigger.person, content, channel=trigger.channel))


def update(slack: Slack, args: Arguments) -> Payload:
    content = _checked(args, "modal", "home")
    view = modals.open_view(slack, args.text("view_id"), args.text("external_id"))
    _refuse_if_changed(view, args)
    if content["type"] != view.content["type"]:
        raise SlackError(
            "invalid_arguments",
            messages=["[ERROR] the type of a view stays [json-pointer:/view/type]"],
        )
    modals.update(slack, view, content)
    return _answer(slack, view)


def publish(slack: Slack, args: Arguments) -> Payload:
    content = _checked(args, "home")
    person = args.needed("user_id")
    if person not in slack.workspace.people:
        raise SlackError("user_not_found")
    if not slack.manifest.home_enabled:
        raise SlackError("not_enabled")
    home = slack.workspace.homes.get(person)
    if home:
        _refuse_if_changed(home, args)
    return _answer(slack, modals.publish(slack, person, content))


def _checked(args: Arguments, *kinds: str) -> Payload:
    content = args.structure("view")
    rules.check_view(content, kinds=kinds)
    checked: Payload = content
    return checked


def _refuse_if_changed(view: View, args: Arguments) -> None:
    wanted = args.text("hash")
    if wanted and wanted != view.hash:
        raise SlackError("hash_conflict")


def _answer(slack: Slack, view: View) -> Payload:
    return {"view": payloads.view(slack, view)}
