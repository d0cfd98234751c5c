"""What Slack demands and does beyond single payloads: times, places, permissions, order, and words."""

CONDUCT: dict[str, dict[str, str]] = {
    "Acknowledgements": {
        "ack.three_seconds": "the app acknowledges within three seconds, else `operation_timeout`",
        "ack.dispatch_failed": "an error or an absent app is `dispatch_failed`",
        "ack.warning": "a button that failed shows a warning beside its message until it works",
        "ack.form_stays": "a form whose answer fails or breaks a rule stays open with Slack's words",
        "ack.answer_checked": "an answer in an acknowledgement keeps the rules of messages and views",
        "ack.suggestions_checked": "suggested options keep the rules of options",
    },
    "Signed HTTP": {
        "http.signed": "each request is signed with the signing secret over its raw body",
        "http.challenge": "an address is used only after it has repeated the challenge",
    },
    "Socket Mode": {
        "socket.token": "only an app-level token opens sockets, and only where the manifest enables them",
        "socket.ticket": "an address opens one socket, once and soon",
        "socket.hello": "each socket begins with hello and the number of open sockets",
        "socket.shared": "each envelope goes to one of the sockets, in turn",
        "socket.ten": "an app has at most ten sockets; the next is turned away",
        "socket.payload": "commands, forms and option searches are answered in the acknowledgement's payload",
        "socket.renewal": "a socket is warned, asked to renew, and what it asked may be answered on the next",
        "socket.lifetime": "sockets are renewed when their time is over",
        "socket.loss": "events that a lost socket took along are sent over another",
        "socket.clients": "slack_sdk's clients find back after a renewal and after a loss",
    },
    "Triggers and answer addresses": {
        "trigger.once": "a trigger_id opens one modal: `exchanged_trigger_id`",
        "trigger.expires": "a trigger_id lives three seconds: `expired_trigger_id`",
        "response_url.uses": "an answer address works five times in thirty minutes",
        "response_url.replaces": "only the address from a message's own button replaces that message",
        "response_url.checked": "an answer keeps the rules of messages, else 400",
    },
    "Messages": {
        "ephemeral.reach": "only its addressee sees an ephemeral; history and chat.update do not reach it",
        "ephemeral.payload": "an action on an ephemeral carries no message",
        "ephemeral.vanishes": "ephemerals are gone after a reload",
        "update.blocks": "chat.update with text alone removes blocks and marks the message as edited",
        "update.own": "an app changes and deletes its own messages only",
        "state.kept": "what was chosen stays in the state, for each person apart",
        "messages_tab": "messages to an app need its Messages tab",
    },
    "Views": {
        "views.three": "at most three views are stacked: `push_limit_reached`",
        "views.hash": "an update with an old hash is a `hash_conflict`",
        "views.external_id": "an external_id is unique: `duplicate_external_id`",
        "views.entries": "entries survive an update where block_id and action_id stay",
        "views.client_checks": "Slack's client checks required fields, lengths, numbers and counts first",
        "views.closed": "closing is told where `notify_on_close` asks for it",
        "views.own": "nobody uses another person's view",
        "views.current_conversation": "a menu may begin with the conversation the person was in",
    },
    "People and places": {
        "channel.membership": "an app writes where it is a member; private channels do not exist for others",
        "channel.person": "people write and use commands only in channels they are in",
        "channel.guests": "guests see only their channels",
        "channel.notices": "Slack tells a channel who came, went, renamed or archived it",
        "menus.offered": "only what a menu offers can be picked: known people, seen channels, its filter",
        "app.shut_out": "revoked tokens and an uninstalled app are told, and then open nothing",
    },
    "Manifest and scopes": {
        "scope.missing": "a method without its scope is `missing_scope`, with needed and provided",
        "command.known": "a command that the manifest lacks is not valid, and none runs in a thread",
        "command.escape": "mentions arrive as the manifest's should_escape says",
        "event.subscribed": "only subscribed events are sent",
    },
    "Events": {
        "event.retries": "a failed event is sent again at once, after one and after five minutes",
        "event.retry_headers": "a retry says its number and reason, and keeps the event_id",
        "event.no_retry": "an app can decline retries, and commands and buttons have none",
        "event.slow": "a slow answer counts as a failure",
    },
    "Rate limits": {
        "rates.method": "each method has its tier; above it 429 with Retry-After",
        "rates.channel": "one message a second per channel, with short bursts",
    },
    "Refusals": {
        "refusal.pointer": "each refusal of a method has Slack's error name and points at the fault",
    },
    "Tokens": {
        "token.kind": "each method takes its kind of token, and no unknown one",
        "token.hidden": "tokens, signatures and answer addresses never show in the inspector",
    },
    "Payloads": {
        "payload.shape": "each request has the keys and types of Slack's own",
        "payload.event": "each event has the keys and types of Slack's own",
    },
}
