"""What Slack demands and does beyond single payloads:
times, places, permissions, order, and words.
"""

CONDUCT: dict[str, dict[str, str]] = {
    "Acknowledgements": {
        "ack.three_seconds": "the app acknowledges within three seconds, else `operation_timeout`",
        "ack.dispatch_failed": "an error or an absent app is `dispatch_failed`",
        "ack.warning": "a button that failed shows a warning beside its message until it works",
        "ack.form_stays": (
            "a form whose answer fails or breaks a rule stays open with Slack's words"
        ),
        "ack.answer_checked": (
            "an answer in an acknowledgement keeps the rules of messages and views"
        ),
        "ack.suggestions_checked": "suggested options keep the rules of options",
    },
    "Signed HTTP": {
        "http.signed": "each request is signed with the signing secret over its raw body",
        "http.challenge": "an address is used only after it has repeated the challenge",
    },
    "Socket Mode": {
        "socket.token": (
            "only an app-level token opens sockets, and only where the manifest enables them"
        ),
        "socket.ticket": "an address opens one socket, once and soon",
        "socket.hello": "each socket begins with hello and the number of open sockets",
        "socket.shared": "each envelope goes to one of the sockets, in turn",
        "socket.ten": "an app has at most ten sockets; the next is turned away",
        "socket.payload": (
            "commands, forms and option searches are answered in the acknowledgement's payload"
        ),
        "socket.renewal": (
            "a socket is warned, asked to renew, and what it asked may be answered on the next"
        ),
        "socket.lifetime": "sockets are renewed when their time is over",
        "socket.loss": "events that a lost socket took along are sent over another",
        "socket.clients": "slack_sdk's clients find back after a renewal and after a loss",
    },
    "Triggers and answer addresses": {
        "trigger.once": "a trigger_id opens one modal: `exchanged_trigger_id`",
        "trigger.expires": "a trigger_id lives three seconds: `expired_trigger_id`",
        "response_url.uses": "an answer address works five times in thirty minutes",
        "response_url.replaces": (
            "only the address from a message's own button replaces that message"
        ),
        "response_url.place": (
            "its channel may be gone, 404, or archived, 410; a thread has a first message"
        ),
        "response_url.checked": "an answer keeps the rules of messages, else 400",
    },
    "Messages": {
        "ephemeral.reach": (
            "only its addressee sees an ephemeral; history and chat.update do not reach it"
        ),
        "ephemeral.thread": "in a thread without replies an ephemeral is shown to nobody",
        "ephemeral.payload": "an action on an ephemeral carries no message",
        "ephemeral.vanishes": "ephemerals are gone after a reload",
        "update.blocks": (
            "chat.update with text alone removes blocks and marks the message as edited"
        ),
        "message.metadata": "metadata has event_type and event_payload, and at most 8000 bytes",
        "message.markdown_text": "markdown_text stands alone, with at most 12000 characters",
        "update.metadata": "an edit keeps the metadata, unless it brings others or an empty object",
        "update.content": "an edit keeps the rules of messages; without text and blocks both stay",
        "update.archived": "in an archived channel nothing can be changed: `is_inactive`",
        "update.id": "chat.update takes the id of a channel, no name and no person",
        "update.own": "an app changes and deletes its own messages only",
        "state.kept": "what was chosen stays in the state, for each person apart",
        "messages_tab": "messages to an app need its Messages tab",
    },
    "Links": {
        "links.shared": "links to the manifest's domains are told wherever people write them",
        "links.unfurled": (
            "chat.unfurl shows blocks below a message with such a link, and changes them"
        ),
        "links.refused": (
            "only own links of the message: `cannot_unfurl_url`, `cannot_unfurl_message`"
        ),
        "links.pressed": "a button in a preview tells of the preview, not of the message",
    },
    "Reactions": {
        "reaction.once": (
            "each emoji once for each person, `already_reacted`; `no_reaction` where it is not"
        ),
        "reaction.limits": "at most 23 of one person, and 50 emoji on a message",
        "reaction.reach": "an app reacts where it is a member, and never to ephemerals",
        "reaction.events": "an app in the channel hears who reacts and who no longer does",
    },
    "Messages for later": {
        "scheduled.posted": (
            "a scheduled message is posted when the clock reaches it, as of its time"
        ),
        "scheduled.moment": (
            "it lies in the future and within 120 days: `time_in_past`, `time_too_far`"
        ),
        "scheduled.window": "30 of them within five minutes of a channel: `restricted_too_many`",
        "scheduled.withdrawn": "until a minute before it can be taken back",
        "scheduled.metadata": "with metadata it is never posted",
    },
    "Views": {
        "views.three": "at most three views are stacked: `push_limit_reached`",
        "views.hash": "an update with an old hash is a `hash_conflict`",
        "views.external_id": "an external_id is unique: `duplicate_external_id`",
        "views.entries": "entries survive an update where block_id and action_id stay",
        "views.client_checks": (
            "Slack's client checks required fields, lengths, numbers and counts first"
        ),
        "views.files": "a form brings files of the person: ten of 10 MB, of the kinds asked for",
        "views.repeated": "an action tells what its element began with; a time comes with its zone",
        "files.private": (
            "a private address of a file opens with the token of an app that may read files"
        ),
        "files.shared": (
            "an app shares the files that it has uploaded, into all the named channels or none"
        ),
        "views.closed": "closing is told where `notify_on_close` asks for it",
        "views.own": "nobody uses another person's view",
        "views.current_conversation": "a menu may begin with the conversation the person was in",
    },
    "People and places": {
        "channel.membership": (
            "an app writes where it is a member; private channels do not exist for others"
        ),
        "channel.kind": "direct messages have no name and no members to add: they are no channels",
        "channel.opened": "one conversation for the same people; its id alone unless more is asked",
        "channel.person": "people write and use commands only in channels they are in",
        "channel.guests": "guests see only their channels",
        "channel.invited": (
            "nobody is invited twice or when gone, nor a single-channel guest twice over"
        ),
        "channel.notices": "Slack tells a channel who came, went, renamed or archived it",
        "menus.offered": (
            "only what a menu offers can be picked: known people, seen channels, its filter"
        ),
        "app.shut_out": (
            "an app without its tokens or its place is told, then neither calls nor hears"
        ),
    },
    "Manifest and scopes": {
        "scope.missing": "a method without its scope is `missing_scope`, with needed and provided",
        "scope.kind": "each kind of conversation needs a scope of its own",
        "command.known": (
            "a command that the manifest lacks is not valid, and none runs in a thread"
        ),
        "command.escape": "mentions arrive as the manifest's should_escape says",
        "interactivity.enabled": (
            "buttons, forms and shortcuts reach an app whose manifest enables them"
        ),
        "event.subscribed": "only subscribed events are sent",
        "event.kind": "who comes and goes is told with the scope for this kind of channel",
    },
    "Events": {
        "event.retries": "a failed event is sent again at once, after one and after five minutes",
        "event.retry_headers": "a retry says its number and reason, and keeps the event_id",
        "event.no_retry": "an app can decline retries, and commands and buttons have none",
        "event.hidden": "a changed and a deleted message are told as such, with what it was before",
        "event.switched_off": "under 5 % success in an hour switches the subscriptions off",
        "event.hourly": "above 30000 events in an hour the app hears `app_rate_limited` instead",
        "event.slow": "a slow answer counts as a failure",
    },
    "Rate limits": {
        "rates.method": "each method has its tier; above it 429 with Retry-After",
        "rates.channel": "one message a second per channel, with short bursts",
    },
    "Refusals": {
        "refusal.pointer": (
            "each refusal of a method has Slack's error name and points at the fault"
        ),
    },
    "Reset": {
        "reset.ids": "ids and timestamps from before a reset stand for nothing else after it",
        "reset.whole": "faults, slowness, switched-off events and a removed app end with a reset",
    },
    "Odd input": {
        "odd.refused": (
            "no argument, field, answer or JSON makes the sandbox fail: it is taken or refused"
        ),
    },
    "Faults on demand": {
        "faults.limited": "429 with the seconds to wait, and not done",
        "faults.not_done": "a server error, a reset connection and silence: not done",
        "faults.done": "a lost reply and half an answer: done, though the app cannot know",
        "faults.aimed": "a fault meets a method, a channel and a number of calls",
        "faults.slow": "an app can be made slow, and too slow",
        "faults.sockets": "web sockets can be told to go, and be cut",
        "faults.documented": "each documented error can be brought about, and points at the fault",
    },
    "Mail": {
        "mail.taken": "a letter is with each of its recipients when it is accepted, not before",
        "mail.complete": (
            "a letter has From, To, Date, Subject and Message-ID once, and plain text: else 554"
        ),
        "mail.lines": "a line has at most 998 bytes, a letter ten million",
        "mail.international": "names, texts and addresses beyond ASCII arrive as they were written",
        "mail.repeated": "a letter that comes again under its Message-ID is shown again, marked",
        "mail.harmless": "the page of a letter runs and loads nothing; attachments are saved only",
        "mail.readers": "whoever has no account can be acted as, and sees the mailbox alone",
        "mail.kept": "letters survive a restart, and are gone after a reset",
        "mail.hidden": "the inspector shows who wrote to whom, and never what",
    },
    "Mail faults on demand": {
        "mail.not_taken": "refusals, silence and a connection closed before the end: not taken",
        "mail.reply_lost": "a connection closed after DATA: taken, though the sender cannot know",
        "mail.greylisted": "the first letter of a sender to a mailbox is taken at a later try",
        "mail.aimed": "a fault meets a mailbox and a number of letters, or all until it is stopped",
    },
    "Tokens": {
        "token.kind": "each method takes its kind of token, and no unknown one",
        "token.hidden": "tokens, signatures and answer addresses never show in the inspector",
    },
    "Payloads": {
        "payload.shape": "each request has the keys and types of Slack's own",
        "payload.captured": "they differ from captured ones in nothing but what is known and named",
        "payload.event": "each event has the keys and types of Slack's own",
    },
}
