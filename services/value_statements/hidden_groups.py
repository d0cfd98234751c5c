"""What private groups are called and what they said, kept out of the rows of a statement: as they
are counted, and again each time that they are shown, since a group may turn private later.
"""

from collections.abc import Collection
from dataclasses import replace
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from models import Call, Group
from models.database import run_plain
from models.value_statements import NOT_SHOWN, PRIVATE_GROUP, CommitmentRow, FactRows, GroupRow
from services.value_statements import reckoning


def without_private_words(session: Session, rows: FactRows, group_id: int | None) -> FactRows:
    """The same rows, without the words of groups that are private now, but those of the group of
    whose report they are. Every figure stays as it is: two queries at most.
    """
    private = sa.select(col(Group.id)).where(col(Group.is_private).is_(True))
    hidden = {number for (number,) in run_plain(session, private)} - {group_id}
    if not hidden:
        return rows

    def kept(of_groups: Collection[Any], **words: str) -> tuple[Any, ...]:
        return tuple(
            row._replace(**words) if row.group_number in hidden else row for row in of_groups
        )

    offers = _questions(session, hidden) if rows.commitments else set()
    return replace(
        rows,
        groups=tuple(_unnamed(row) if row.number in hidden else row for row in rows.groups),
        meetings=kept(rows.meetings, title=NOT_SHOWN),
        calls=kept(rows.calls, question=NOT_SHOWN),
        call_results=kept(rows.call_results, result=NOT_SHOWN, answered_by=""),
        decisions=kept(rows.decisions, wording=NOT_SHOWN),
        deliverables=kept(rows.deliverables, title=NOT_SHOWN),
        vacancies=kept(rows.vacancies, seat=NOT_SHOWN),
        commitments=tuple(
            _without_terms(row) if row.offer in offers else row for row in rows.commitments
        ),
    )


def for_guests(rows: FactRows, group_ids: Collection[int]) -> FactRows:
    """The rows of some groups and the stories, without what people did and what offers cost: what a
    guest reads beside the figures.
    """
    theirs = reckoning.of_groups(rows, group_ids)
    # Named one by one: what is new in the rows is not for guests by itself.
    return FactRows(
        groups=tuple(row for row in rows.groups if row.number in group_ids),
        services=theirs.services,
        meetings=theirs.meetings,
        calls=theirs.calls,
        decisions=theirs.decisions,
        deliverables=theirs.deliverables,
        vacancies=theirs.vacancies,
        stories=rows.stories,
    )


def _questions(session: Session, group_ids: Collection[int]) -> set[str]:
    """What the calls of some groups put to libraries, by which a commitment names its offer."""
    questions = sa.select(col(Call.question)).where(col(Call.group_id).in_(group_ids))
    return {question for (question,) in run_plain(session, questions)}


def _unnamed(row: GroupRow) -> GroupRow:
    return row._replace(name=PRIVATE_GROUP, kind="")


def _without_terms(row: CommitmentRow) -> CommitmentRow:
    saved_how = NOT_SHOWN if row.saved_how else ""
    return row._replace(offer=NOT_SHOWN, vendor=NOT_SHOWN, saved_how=saved_how)
