"""Moments in texts, ``<!date^seconds^format^link|fallback>``, which readers see in their zones."""

import re

SAYS = "a date is <!date^seconds^{format}|fallback>, with a known format and a fallback"
FORMATS = frozenset(
    {
        *("date", "date_num", "date_slash", "date_long", "date_long_full", "date_long_pretty"),
        *("date_pretty", "date_short", "date_short_pretty", "time", "time_secs", "ago"),
    }
)
_ANY = re.compile(r"<!date[^>]*>?")
_WHOLE = re.compile(r"<!date\^-?\d{1,15}\^(?P<format>[^|^<>]+)(?:\^https?://[^|^<>\s]+)?\|[^<>]+>")
_NAME = re.compile(r"\{([^{}]*)\}")


def malformed_dates(text: str) -> list[str]:
    """The tokens that Slack cannot show as a moment, or not to whoever reads the fallback."""
    return [token for token in _ANY.findall(text) if not _is_sound(token)]


def _is_sound(token: str) -> bool:
    whole = _WHOLE.fullmatch(token)
    names = _NAME.findall(whole["format"]) if whole else []
    return bool(names) and set(names) <= FORMATS
