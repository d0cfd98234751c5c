"""Text as it comes from outside, without what no database or message should hold."""

import re
from typing import Any
from unicodedata import normalize

# The last two ranges turn the direction of whatever follows them, beyond the text in which they
# were typed.
_CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff\u202a-\u202e\u2066-\u2069]")


def clean(value: Any) -> Any:
    """Strings without the control characters and lone surrogates that no database or message should
    hold, each letter and its accents as one character.
    """
    if isinstance(value, str):
        return normalize("NFC", _CONTROLS.sub("", value))
    if isinstance(value, dict):
        return {key: clean(item) for key, item in value.items()}
    return [clean(item) for item in value] if isinstance(value, list) else value
