"""The decisions of a group on the pages of somebody without Slack."""

from models import Decision
from models.database import unit_of_work
from models.decisions import DecisionDraft, ReplacementKind
from services import decisions
from tests.factories import NOW, Cast, group
from tests.web.conftest import Visitor


def written(people: Cast) -> tuple[int, int]:
    """An old decision, and a new one that replaces it for a reason."""
    with unit_of_work() as session:
        found = decisions.write_down(
            session,
            people.metadata,
            decided=["We keep <labels>", "No labels"],
            by=people.ann,
            now=NOW,
        )
        old, new = found.decisions
        draft = DecisionDraft(
            reason="The courier <costs> less",
            replaces_id=old.id,
            replacement=ReplacementKind.REPLACES,
        )
        decisions.change(session, new, draft, by=people.ann, now=NOW)
        return old.id, new.id


def test_a_partner_reads_why_and_what_replaced_it(people: Cast, pia: Visitor) -> None:
    old, new = written(people)
    page = pia.see(f"/groups/{people.metadata.id}")
    assert pia.path(f"/groups/{people.metadata.id}/decisions") in page
    listed = pia.see(f"/groups/{people.metadata.id}/decisions")
    assert listed.index("No labels") < listed.index("We keep &lt;labels&gt;")
    assert "Replaced by “No labels” on Tue, Nov 24, 2026" in listed
    assert pia.path(f"/decisions/{old}") in listed
    assert "Replaced by “No labels”" in pia.see(f"/decisions/{old}")
    shown = pia.see(f"/decisions/{new}")
    assert "The courier &lt;costs&gt; less" in shown
    assert "Written down by Ann Abara" in shown


def test_what_she_may_not_know_of_reads_as_what_is_not_there(people: Cast, pia: Visitor) -> None:
    with unit_of_work() as session:
        other = group(session, "Salaries", chair=people.cleo, channel_id="CSAL", private=True)
        row = Decision(group_id=other.id, wording="No", recorded_by=people.cleo.id, recorded_at=NOW)
        session.add(row)
        session.flush()
        number, other_id = row.id, other.id
    for path in (f"/decisions/{number}", f"/groups/{other_id}/decisions", "/decisions/999"):
        pia.see(path, status=404)
