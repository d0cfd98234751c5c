"""What is wrong, in words, behind each error name that says nothing of its place by itself."""

import re
from collections.abc import Container

# Methods call the same thing by several names: where the first was not given, the fault lies in
# another.
ALSO_CALLED: dict[str, tuple[str, ...]] = {
    "channel": ("channel_id", "channels"),
    "ts": ("timestamp", "message_ts", "unfurl_id"),
    "thread_ts": ("ts",),
    "topic": ("purpose",),
    "user": ("user_id", "users", "channel"),
    "view_id": ("bookmark_id",),
    "users": ("user", "channel"),
}
POINTER = re.compile(r"(?<=\[json-pointer:/)[a-z_]+(?=\]$)")


def aimed(message: str, given: Container[str]) -> str:
    """The message with a pointer to what the method was really given."""

    def name(match: re.Match[str]) -> str:
        names = (match[0], *ALSO_CALLED.get(match[0], ()))
        return next((candidate for candidate in names if candidate in given), match[0])

    return POINTER.sub(name, message)


WORDS: dict[str, str] = {
    "account_inactive": "the app was uninstalled [json-pointer:/token]",
    "already_archived": "the channel is archived already [json-pointer:/channel]",
    "already_in_channel": "is a member already [json-pointer:/users]",
    "already_reacted": "is there already [json-pointer:/name]",
    "alt_txt_too_large": "must be less than 1001 characters [json-pointer:/alt_txt]",
    "block_mismatch": "other blocks than were edited [json-pointer:/blocks]",
    "bot_not_found": "no such bot [json-pointer:/bot]",
    "cannot_dm_bot": "is a bot [json-pointer:/channel]",
    "cannot_find_channel": "no such channel [json-pointer:/channel]",
    "cannot_find_message": "no such message [json-pointer:/ts]",
    "cannot_parse_attachment": "must have blocks, or a title or text [json-pointer:/unfurls]",
    "cannot_unfurl_message": "is not a link in this message [json-pointer:/unfurls]",
    "cannot_unfurl_url": "is not of a domain of the manifest [json-pointer:/unfurls]",
    "cant_delete_message": "is not a message of this app [json-pointer:/ts]",
    "cant_invite": "cannot be invited [json-pointer:/users]",
    "cant_invite_self": "is the app itself [json-pointer:/users]",
    "cant_kick_self": "is the app itself [json-pointer:/user]",
    "cant_update_message": "is not a message of this app [json-pointer:/ts]",
    "canvas_disabled_user_team": "the team has no canvases [json-pointer:/channel_id]",
    "channel_is_archived": "the channel was archived since [json-pointer:/response_url]",
    "channel_not_found": "no channel that this app may know of [json-pointer:/channel]",
    "duplicate_external_id": "must be unique in the team [json-pointer:/view/external_id]",
    "edit_window_closed": "is too old to be edited [json-pointer:/ts]",
    "exchanged_trigger_id": "was used already [json-pointer:/trigger_id]",
    "expired_trigger_id": "must be used within three seconds [json-pointer:/trigger_id]",
    "expired_url": "must be used within thirty minutes [json-pointer:/response_url]",
    "file_not_found": "no such file, or not uploaded [json-pointer:/file]",
    "file_upload_size_restricted": "larger than the team allows [json-pointer:/length]",
    "file_uploads_disabled": "the team takes no files [json-pointer:/]",
    "free_team_canvas_tab_already_exists": "has its one canvas already [json-pointer:/channel_id]",
    "hash_conflict": "the view has changed since [json-pointer:/hash]",
    "invalid_auth": "no such token [json-pointer:/token]",
    "invalid_bookmark_type": "must be link [json-pointer:/type]",
    "invalid_cursor": "is not a cursor of this method [json-pointer:/cursor]",
    "invalid_link": "must begin with http:// or https:// [json-pointer:/link]",
    "invalid_metadata_format": "must be valid JSON [json-pointer:/metadata]",
    "invalid_metadata_schema": "must have event_type and event_payload [json-pointer:/metadata]",
    "invalid_name": "is not the name of an emoji [json-pointer:/name]",
    "invalid_name_maxlength": "must be less than 81 characters [json-pointer:/name]",
    "invalid_name_punctuation": "must have a letter or a digit [json-pointer:/name]",
    "invalid_name_required": "missing required field: name [json-pointer:/name]",
    "invalid_name_specials": "must have small letters, digits, - and _ only [json-pointer:/name]",
    "invalid_payload": "must provide an object [json-pointer:/]",
    "invalid_scheduled_message_id": (
        "no message waits by this id [json-pointer:/scheduled_message_id]"
    ),
    "invalid_source": "must be conversations_history [json-pointer:/source]",
    "invalid_time": "must provide a number [json-pointer:/post_at]",
    "invalid_trigger_id": "no such trigger [json-pointer:/trigger_id]",
    "invalid_ts_latest": "must provide a ts [json-pointer:/latest]",
    "invalid_ts_oldest": "must provide a ts [json-pointer:/oldest]",
    "invalid_types": "is not a kind of conversation [json-pointer:/types]",
    "invalid_unfurls_format": "must provide an object of objects [json-pointer:/unfurls]",
    "invalid_user_combination": "need a shared channel first [json-pointer:/users]",
    "is_archived": "the channel is archived [json-pointer:/channel]",
    "is_inactive": "the channel is archived [json-pointer:/channel]",
    "json_not_object": "must provide an object [json-pointer:/]",
    "markdown_text_conflict": "stands alone, without text and blocks [json-pointer:/markdown_text]",
    "message_limit_exceeded": "the team may post no more messages [json-pointer:/]",
    "message_not_found": "no message with this ts that methods reach [json-pointer:/ts]",
    "messages_tab_disabled": "the manifest has no Messages tab [json-pointer:/channel]",
    "metadata_too_large": "must be less than 8001 bytes [json-pointer:/metadata]",
    "method_not_supported_for_channel_type": (
        "not for this kind of conversation [json-pointer:/channel]"
    ),
    "missing_channel": "missing required field: channel [json-pointer:/channel]",
    "missing_scope": "the manifest lacks a scope for this [json-pointer:/token]",
    "missing_source": "missing required field: source [json-pointer:/source]",
    "missing_ts": "missing required field: ts [json-pointer:/ts]",
    "missing_unfurl_id": "missing required field: unfurl_id [json-pointer:/unfurl_id]",
    "missing_unfurls": "missing required field: unfurls [json-pointer:/unfurls]",
    "msg_blocks_too_long": (
        "must be less than 13201 characters in all blocks [json-pointer:/blocks]"
    ),
    "msg_too_long": "must be less than 4001 characters [json-pointer:/text]",
    "name_taken": "another channel has this name [json-pointer:/name]",
    "no_item_specified": "missing required field: channel or timestamp [json-pointer:/]",
    "no_reaction": "is not there [json-pointer:/name]",
    "no_such_url": "no such answer address [json-pointer:/response_url]",
    "no_text": "missing required field: text [json-pointer:/text]",
    "no_user": "missing required field: users [json-pointer:/users]",
    "not_allowed_token_type": "another kind of token is needed [json-pointer:/token]",
    "not_archived": "the channel is not archived [json-pointer:/channel]",
    "not_authed": "missing required field: token [json-pointer:/token]",
    "not_enabled": "the manifest does not enable this [json-pointer:/view/type]",
    "not_enough_users": "too few people [json-pointer:/users]",
    "not_found": "no such view or bookmark, or it is closed [json-pointer:/view_id]",
    "not_in_channel": "the app is not a member [json-pointer:/channel]",
    "paid_teams_only": "only for teams that pay [json-pointer:/]",
    "plan_upgrade_required": "the plan of the team has no such thing [json-pointer:/]",
    "push_limit_reached": "three views are open already [json-pointer:/view]",
    "restricted_action": "the team's settings forbid it [json-pointer:/channel]",
    "restricted_action_read_only_channel": "only some may post here [json-pointer:/channel]",
    "restricted_action_thread_only_channel": (
        "only replies may be posted here [json-pointer:/thread_ts]"
    ),
    "permission_denied": "the app is not in it, or it is archived [json-pointer:/channel]",
    "restricted_too_many": "30 messages wait within five minutes already [json-pointer:/post_at]",
    "storage_limit_reached": "the team has no room for files left [json-pointer:/length]",
    "team_access_not_granted": "the app is not installed in this team [json-pointer:/token]",
    "thread_not_found": "no message with this ts to reply to [json-pointer:/thread_ts]",
    "time_in_past": "must be in the future [json-pointer:/post_at]",
    "time_too_far": "must be within 120 days [json-pointer:/post_at]",
    "token_expired": "the token has expired [json-pointer:/token]",
    "token_revoked": "the token was revoked [json-pointer:/token]",
    "too_long": "must be less than 251 characters [json-pointer:/topic]",
    "too_many_attachments": "no more than 100 items allowed [json-pointer:/attachments]",
    "too_many_bookmarks": "no more than 100 bookmarks allowed [json-pointer:/channel_id]",
    "too_many_emoji": "50 emoji are there already [json-pointer:/name]",
    "too_many_reactions": "one person has 23 at most [json-pointer:/name]",
    "too_many_users": "too many people at once [json-pointer:/users]",
    "unknown_method": "no such method [json-pointer:/]",
    "ura_max_channels": "a single-channel guest is in a channel already [json-pointer:/users]",
    "used_url": "may be used five times [json-pointer:/response_url]",
    "user_disabled": "the person is deactivated [json-pointer:/users]",
    "user_is_restricted": "is a guest [json-pointer:/users]",
    "user_not_found": "no such person [json-pointer:/user]",
    "user_not_in_channel": "the person is not a member [json-pointer:/user]",
    "user_not_visible": "cannot be seen by this app [json-pointer:/user]",
    "users_list_not_supplied": "missing required field: users [json-pointer:/users]",
    "users_not_found": "nobody has this address [json-pointer:/email]",
    "view_too_large": "must be less than 250001 bytes [json-pointer:/view]",
}
