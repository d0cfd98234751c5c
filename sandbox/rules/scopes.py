"""The bot scopes and bot events that Slack knows, and the scopes of which an event needs one."""

SCOPES = frozenset((
    "app_mentions:read", "assistant:write", "bookmarks:read", "bookmarks:write", "calls:read",
    "calls:write", "canvases:read", "canvases:write", "channels:history", "channels:join",
    "channels:manage", "channels:read", "channels:write.invites", "channels:write.topic", "chat:write",
    "chat:write.customize", "chat:write.public", "commands", "conversations.connect:manage",
    "conversations.connect:read", "conversations.connect:write", "datastore:read", "datastore:write",
    "dnd:read", "emoji:read", "files:read", "files:write", "groups:history", "groups:read",
    "groups:write", "groups:write.invites", "groups:write.topic", "im:history", "im:read", "im:write",
    "im:write.topic", "incoming-webhook", "links.embed:write", "links:read", "links:write",
    "lists:read", "lists:write", "metadata.message:read", "mpim:history", "mpim:read", "mpim:write",
    "mpim:write.topic", "pins:read", "pins:write", "reactions:read", "reactions:write",
    "reminders:read", "reminders:write", "remote_files:read", "remote_files:share",
    "remote_files:write", "search:read.files", "search:read.im", "search:read.mpim",
    "search:read.private", "search:read.public", "search:read.users", "team.billing:read",
    "team.preferences:read", "team:read", "tokens.basic", "triggers:read", "triggers:write",
    "usergroups:read", "usergroups:write", "users.profile:read", "users:read", "users:read.email",
    "users:write", "workflow.steps:execute", "workflows.templates:read", "workflows.templates:write",
))  # fmt: skip

CHANNELS = ("channels:read",)
GROUPS = ("groups:read",)
MEMBERS = ("channels:read", "groups:read")
PEOPLE = ("users:read",)
FILES = ("files:read",)

EVENTS: dict[str, tuple[str, ...]] = {
    "app_home_opened": (),
    "app_mention": ("app_mentions:read",),
    "app_rate_limited": (),
    "app_uninstalled": (),
    "assistant_thread_context_changed": ("assistant:write",),
    "assistant_thread_started": ("assistant:write",),
    **dict.fromkeys(
        (
            "channel_archive",
            "channel_created",
            "channel_deleted",
            "channel_id_changed",
            "channel_left",
            "channel_rename",
            "channel_shared",
            "channel_unarchive",
            "channel_unshared",
        ),
        CHANNELS,
    ),
    "channel_history_changed": ("channels:history",),
    "dnd_updated_user": ("dnd:read",),
    "email_domain_changed": ("team:read",),
    "emoji_changed": ("emoji:read",),
    **dict.fromkeys(
        ("file_change", "file_created", "file_deleted", "file_public", "file_shared", "file_unshared"), FILES
    ),
    "function_executed": (),
    **dict.fromkeys(
        (
            "group_archive",
            "group_close",
            "group_deleted",
            "group_left",
            "group_open",
            "group_rename",
            "group_unarchive",
        ),
        GROUPS,
    ),
    "group_history_changed": ("groups:history",),
    **dict.fromkeys(("im_close", "im_created", "im_open"), ("im:read",)),
    "im_history_changed": ("im:history",),
    "link_shared": ("links:read",),
    "member_joined_channel": MEMBERS,
    "member_left_channel": MEMBERS,
    "message.channels": ("channels:history",),
    "message.groups": ("groups:history",),
    "message.im": ("im:history",),
    "message.mpim": ("mpim:history",),
    **dict.fromkeys(
        ("message_metadata_deleted", "message_metadata_posted", "message_metadata_updated"),
        ("metadata.message:read",),
    ),
    "pin_added": ("pins:read",),
    "pin_removed": ("pins:read",),
    "reaction_added": ("reactions:read",),
    "reaction_removed": ("reactions:read",),
    "shared_channel_invite_accepted": ("conversations.connect:manage",),
    "shared_channel_invite_approved": ("conversations.connect:manage",),
    "shared_channel_invite_declined": ("conversations.connect:manage",),
    "shared_channel_invite_received": ("conversations.connect:read",),
    "star_added": (),
    "star_removed": (),
    **dict.fromkeys(
        ("subteam_created", "subteam_members_changed", "subteam_self_added", "subteam_self_removed"),
        ("usergroups:read",),
    ),
    "subteam_updated": ("usergroups:read",),
    "team_domain_change": ("team:read",),
    "team_join": PEOPLE,
    "team_rename": ("team:read",),
    "tokens_revoked": (),
    **dict.fromkeys(("user_change", "user_huddle_changed", "user_status_changed"), PEOPLE),
    "user_profile_changed": ("users.profile:read",),
    **dict.fromkeys(
        ("workflow_deleted", "workflow_published", "workflow_step_deleted", "workflow_step_execute"),
        ("workflow.steps:execute",),
    ),
}
