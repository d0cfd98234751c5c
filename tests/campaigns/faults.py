"""What can go wrong with a call:
the faults of the network, and the errors that Slack documents, by kind.
"""

NETWORK = ("http_500", "timeout", "reset", "malformed_json", "reply_lost")
LIMITS = ("ratelimited", "error:rate_limited", "error:message_limit_exceeded")
UNCLEAR = (
    "error:fatal_error",
    "error:internal_error",
    "error:service_unavailable",
    "error:request_timeout",
)
UNWELCOME = (
    "error:invalid_auth",
    "error:token_revoked",
    "error:token_expired",
    "error:account_inactive",
    "error:missing_scope",
    "error:not_allowed_token_type",
    "error:team_access_not_granted",
)
CHANNELS = (
    "error:not_in_channel",
    "error:channel_not_found",
    "error:is_archived",
    "error:restricted_action",
    "error:restricted_action_read_only_channel",
    "error:restricted_action_thread_only_channel",
    "error:messages_tab_disabled",
)
PEOPLE = (
    "error:user_not_found",
    "error:users_not_found",
    "error:user_not_visible",
    "error:user_disabled",
    "error:user_is_restricted",
    "error:ura_max_channels",
    "error:user_not_in_channel",
    "error:cannot_dm_bot",
    "error:invalid_user_combination",
    "error:too_many_users",
    "error:not_enough_users",
)
BLOCKS = ("error:invalid_blocks", "error:invalid_blocks_format", "error:msg_blocks_too_long")
WORDS = (
    "error:msg_too_long",
    "error:no_text",
    "error:too_many_attachments",
    "error:invalid_attachments",
)
MESSAGES = (
    "error:message_not_found",
    "error:cant_update_message",
    "error:edit_window_closed",
    "error:block_mismatch",
)
VIEWS = (
    "error:expired_trigger_id",
    "error:exchanged_trigger_id",
    "error:invalid_trigger_id",
    "error:push_limit_reached",
    "error:view_too_large",
    "error:hash_conflict",
    "error:not_found",
    "error:duplicate_external_id",
    "error:not_enabled",
)
FILES = (
    "error:file_uploads_disabled",
    "error:storage_limit_reached",
    "error:file_upload_size_restricted",
    "error:alt_txt_too_large",
)
PASSING = (*NETWORK, *LIMITS, *UNCLEAR)
"""What a later call may well not meet again."""
