"""What the channel of a group says of it."""

import pytest

from models import Group, GroupKind
from tests.factories import NOW
from views.group_channels import PURPOSE_LIMIT, purpose


@pytest.mark.parametrize(
    ("charge", "description"),
    [
        ("One norms file.\n\nAnd a  review.", "One norms file. And a review."),
        ("<!channel> & <@UANN>", "&lt;!channel&gt; &amp; &lt;@UANN&gt;"),
        ("x" * PURPOSE_LIMIT, "x" * PURPOSE_LIMIT),
        ("x" * (PURPOSE_LIMIT + 1), "x" * (PURPOSE_LIMIT - 1) + "…"),
        (" \n", ""),
    ],
)
def test_a_purpose_is_the_charge_on_one_line(charge: str, description: str) -> None:
    group = _group(charge)
    assert purpose(group) == description


def test_a_purpose_is_cut_within_no_escaped_character() -> None:
    description = purpose(_group("&" * PURPOSE_LIMIT))
    assert len(description) <= PURPOSE_LIMIT
    assert set(description.removesuffix("…").split(";")) == {"&amp", ""}


def _group(charge: str) -> Group:
    return Group(
        id=1,
        name="Metadata",
        name_key="metadata",
        kind=GroupKind.TASK_FORCE,
        charge=charge,
        created_at=NOW,
    )
