"""What the channel of a group says of it."""

import pytest

from models import Group, GroupKind
from tests.factories import NOW
from views.group_channels import PURPOSE_LIMIT, purpose


@pytest.mark.parametrize(
    ("charge", "said"),
    [
        ("One norms file.\n\nAnd a  review.", "One norms file. And a review."),
        ("<!channel> & <@UANN>", "&lt;!channel&gt; &amp; &lt;@UANN&gt;"),
        ("x" * PURPOSE_LIMIT, "x" * PURPOSE_LIMIT),
        ("x" * (PURPOSE_LIMIT + 1), "x" * (PURPOSE_LIMIT - 1) + "…"),
        (" \n", ""),
    ],
)
def test_a_purpose_is_the_charge_on_one_line(charge: str, said: str) -> None:
    group = _group(charge)
    assert purpose(group) == said


def test_a_purpose_is_cut_within_no_escaped_character() -> None:
    said = purpose(_group("&" * PURPOSE_LIMIT))
    assert len(said) <= PURPOSE_LIMIT
    assert set(said.removesuffix("…").split(";")) == {"&amp", ""}


def _group(charge: str) -> Group:
    return Group(
        id=1,
        name="Metadata",
        name_key="metadata",
        kind=GroupKind.TASK_FORCE,
        charge=charge,
        created_at=NOW,
    )
