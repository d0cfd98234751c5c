"""No payload, however odd, makes the rules fail: it is accepted or refused."""

import contextlib
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from sandbox import rules
from sandbox.errors import SlackError
from tests.sandbox import samples

KINDS = [
    *rules.BLOCKS,
    *rules.ELEMENTS,
    *rules.PIECES,
    *rules.PARTS,
    "plain_text",
    "mrkdwn",
    "modal",
    "home",
]
TABLES = (rules.BLOCKS, rules.ELEMENTS, rules.OBJECTS)
FIELDS = {field for table in TABLES for kind in table.values() for field in kind.fields}
SCALARS = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=5)
    | st.sampled_from(KINDS)
)
KEYS = st.sampled_from(["type", "text", "elements", "blocks", *sorted(FIELDS)])
ANYTHING = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=5),
    max_leaves=20,
)
FULL = st.sampled_from([{"type": kind, **fields} for kind, fields in samples.BLOCKS.items()])


@given(ANYTHING)
@settings(deadline=None, derandomize=True, max_examples=300)
def test_any_json_is_accepted_or_refused(value: Any) -> None:
    with contextlib.suppress(SlackError):
        rules.check_view(value)
    with contextlib.suppress(SlackError):
        rules.check_message(text="t", blocks=value)


@given(FULL, KEYS, ANYTHING)
@settings(deadline=None, derandomize=True, max_examples=500)
def test_any_field_may_hold_nonsense(block: dict[str, Any], field: str, value: Any) -> None:
    with contextlib.suppress(SlackError):
        rules.check_message(text="t", blocks=[{**block, field: value}])
    with contextlib.suppress(SlackError):
        rules.check_view({"type": "home", "blocks": [{**block, field: value}]})
