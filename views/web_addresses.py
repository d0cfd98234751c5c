"""Web addresses in typed text: people can follow them where nothing else makes them links."""

import re

_UNSEEN = "\u200b-\u200f\u202a-\u202e\u2066-\u2069"
WEB_ADDRESS = re.compile(
    rf"""(?<!\w)https?://(?:[^\s<>"&{_UNSEEN}]|&(?!lt;|gt;))*"""
    rf"""(?:[^\s<>"&{_UNSEEN}'’”.,;:!?*~`…)\]}}]|&amp;)"""
)
"""One of http or https and of nothing else, in plain text and in text for mrkdwn, without the
punctuation behind it.
"""
