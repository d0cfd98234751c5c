"""Direct messages between two people."""

import pytest

from sandbox.driver import Sandbox
from sandbox.errors import Declined
from sandbox.interactions import direct


def test_a_direct_message_is_opened_once_and_found_by_both(sandbox: Sandbox) -> None:
    slack = sandbox.slack
    opened = direct.open_with(slack, "U0ANN", "U0BEN")
    assert (opened.kind, sorted(opened.members)) == ("im", ["U0ANN", "U0BEN"])
    assert direct.open_with(slack, "U0BEN", "U0ANN") is opened


@pytest.mark.parametrize("other", ["U0ANN", "U0NOBODY"])
def test_nobody_writes_to_themselves_or_to_a_stranger(sandbox: Sandbox, other: str) -> None:
    with pytest.raises(Declined) as refusal:
        direct.open_with(sandbox.slack, "U0ANN", other)
    assert refusal.value.code == "user_not_found"
