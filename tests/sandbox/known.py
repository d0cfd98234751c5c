"""Where payloads of the sandbox differ from captured ones, and why;
the captures are of many years.
"""

SINCE = "Slack has added this since the capture"
ONCE = "Slack no longer sends this"
GRID = "only in an organisation of several workspaces, which the sandbox is not"
PERSON = (
    "captured of a person's message; the app's has its ids, and blocks only where it gives some"
)
APP = "as the app of these tests makes it"
PICTURE = "the sandbox makes no small pictures of a picture"
SOME = "not in each answer: the capture joins those of many workspaces, people and channels"
CUT = "left out of the capture by whoever published it"


def _each(reason: str, form: str, *keys: str) -> dict[str, str]:
    return {form.format(key): reason for key in keys}


NEW, GONE = "{} is not Slack's", "{} is missing"

# These hold for all of them.
EVERYWHERE: dict[str, str] = {
    **_each(
        SINCE,
        NEW,
        "/enterprise",
        "/is_enterprise_install",
        "/context_team_id",
        "/context_enterprise_id",
    ),
    **_each(
        SINCE, NEW, "/authorizations", "/event_context", "/is_ext_shared_channel", "/event/event_ts"
    ),
    **_each(ONCE, GONE, "/authed_users"),
    **_each(GRID, GONE, "/enterprise_id", "/team/enterprise_id", "/team/enterprise_name"),
    "/authorizations/0/enterprise_id is a NoneType, and Slack's a str": GRID,
    "/view/close is a NoneType, and Slack's a dict": APP,
}

SIZES = ("64", "80", "160", "360", "480", "720", "800", "960", "1024")
SIDES = tuple(f"{size}_{side}" for size in SIZES[3:] for side in "wh")
OF_APP = ("bot_id", "app_id")

KNOWN: dict[str, dict[str, str]] = {
    "block_actions_ephemeral_grid": _each(SINCE, NEW, "/state"),
    "block_actions_home_confirm": {
        **_each(
            APP,
            NEW,
            "/actions/0/confirm/confirm",
            "/actions/0/confirm/deny",
            "/actions/0/confirm/style",
        ),
        **_each(APP, NEW, "/actions/0/confirm/text/verbatim"),
        **_each(APP, GONE, "/actions/0/confirm/text/emoji"),
    },
    "view_submission_times": {
        "/enterprise is a NoneType, and Slack's a dict": GRID,
        "/team is a dict, and Slack's a NoneType": GRID,
    },
    "view_closed_grid": {**_each(SINCE, NEW, "/is_cleared"), **_each(ONCE, GONE, "/response_urls")},
    "event_message_changed": {
        **_each(
            PERSON,
            NEW,
            *(f"/event/{part}message/{key}" for part in ("", "previous_") for key in OF_APP),
        ),
        **_each(PERSON, GONE, "/event/message/blocks", "/event/previous_message/blocks"),
        **_each(CUT, NEW, "/event/message/ts"),
    },
    "event_message_deleted": {
        **_each(PERSON, NEW, *(f"/event/previous_message/{key}" for key in OF_APP)),
        **_each(APP, NEW, "/event/previous_message/edited"),
    },
    "event_file_share": {
        **_each(PERSON, NEW, "/event/app_id", "/event/bot_id", "/event/team"),
        **_each(PERSON, GONE, "/event/blocks", "/event/client_msg_id"),
        **_each(
            SINCE,
            NEW,
            *(f"/event/files/0/{key}" for key in ("alt_txt", "file_access", "user_team")),
        ),
        **_each(
            PICTURE, GONE, *(f"/event/files/0/thumb_{key}" for key in (*SIZES, *SIDES, "tiny"))
        ),
        **_each(PICTURE, GONE, "/event/files/0/original_w", "/event/files/0/original_h"),
    },
    "event_tokens_revoked": {"/event/tokens/oauth is empty on one side only": APP},
    "api_users_info": {
        **_each(GRID, GONE, "/user/enterprise_user"),
        **_each(SOME, GONE, "/user/has_2fa", "/user/is_stranger", "/user/profile/always_active"),
        **_each(
            SOME,
            GONE,
            "/user/profile/api_app_id",
            "/user/profile/bot_id",
            "/user/profile/is_custom_image",
        ),
        **_each(SOME, GONE, "/user/profile/image_original", "/user/profile/image_1024"),
        **_each(SOME, GONE, "/user/profile/status_emoji_url"),
        **_each(SINCE, NEW, "/user/profile/fields", "/user/profile/status_emoji_display_info"),
    },
    "api_conversations_info": {
        **_each(GRID, GONE, "/channel/connected_limited_team_ids", "/channel/connected_team_ids"),
        **_each(
            GRID,
            GONE,
            "/channel/conversation_host_id",
            "/channel/internal_team_ids",
            "/channel/is_moved",
        ),
        **_each(
            GRID,
            GONE,
            "/channel/is_global_shared",
            "/channel/is_org_default",
            "/channel/is_org_mandatory",
        ),
        **_each(
            SOME,
            GONE,
            "/channel/is_non_threadable",
            "/channel/is_read_only",
            "/channel/is_thread_only",
        ),
        **_each(SOME, GONE, "/channel/last_read", "/channel/locale"),
        "/channel/pending_connected_team_ids is empty on one side only": SOME,
        "/channel/pending_shared is empty on one side only": SOME,
        "/channel/previous_names is empty on one side only": SOME,
    },
    "api_chat_scheduleMessage": _each(SINCE, NEW, "/message/bot_profile/user_id"),
    "api_chat_scheduledMessages_list": _each(SINCE, NEW, "/scheduled_messages/0/text"),
}
