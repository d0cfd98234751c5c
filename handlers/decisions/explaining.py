"""What a decision holds beside its wording: the reasons, the equity questions, and its review."""

from sqlmodel import Session

from handlers.forms import Form
from handlers.once import making
from handlers.routes import Answer, Ask, Open, Reply
from models import Decision, Group
from models.database import reading
from models.decisions import (
    EQUITY_KINDS,
    DecisionDraft,
    DecisionKind,
    EquityDraft,
    ReplacementKind,
    ReviewOutcome,
)
from services import access, decisions
from services.decisions import ReviewDraft
from views import decisions as views


def open_explain(ask: Ask) -> Answer:
    with reading() as session:
        decision, group = _to_edit(session, ask.number(), ask)
        return Open(
            views.explain(
                decisions.record_of(session, decision, group),
                decisions.draft_of(session, decision),
                replaceable=decisions.replaceable(session, decision),
                libraries=decisions.offered_libraries(session),
            )
        )


def explain(ask: Ask) -> Answer:
    """Save all of it; of a decision on money, access or policy the equity questions come next, if
    they have not been asked yet.
    """
    form = Form(ask)
    with making(ask) as made:
        session = made.session
        decision, group = _to_edit(session, form.carried("decision"), ask)
        draft = _draft(form, decisions.draft_of(session, decision))
        is_new = decisions.change(session, decision, draft, by=ask.person, now=ask.now)
        asks = decision.kind in EQUITY_KINDS and decisions.ask_equity(
            session, decision, by=ask.person, now=ask.now
        )
        record = decisions.record_of(session, decision, group)
        if asks:
            return made.keep(Open(views.equity(record)))
        return made.keep(Reply(views.changed(record, is_new=is_new)), made=int(is_new))


def open_equity(ask: Ask) -> Answer:
    with reading() as session:
        decision, group = _to_edit(session, ask.number(), ask)
        return Open(views.equity(decisions.record_of(session, decision, group)))


def answer_equity(ask: Ask) -> Answer:
    form = Form(ask)
    draft, kind = _equity(form), _kind(form)
    with making(ask) as made:
        session = made.session
        decision, group = _to_edit(session, form.carried("decision"), ask)
        decisions.answer_equity(session, decision, draft, kind, by=ask.person, now=ask.now)
        record = decisions.record_of(session, decision, group)
        return made.keep(Reply(views.changed(record, is_new=True)))


def open_review(ask: Ask) -> Answer:
    with reading() as session:
        decision, group = _to_edit(session, ask.number(), ask)
        return Open(views.review(decisions.record_of(session, decision, group)))


def review(ask: Ask) -> Answer:
    form = Form(ask)
    draft = ReviewDraft(
        form.choice("outcome", ReviewOutcome),
        form.text("comment"),
        next_on=form.day("next_on"),
        equity=_equity(form),
    )
    with making(ask) as made:
        session = made.session
        decision, group = _to_edit(session, form.carried("decision"), ask)
        decisions.review(session, decision, draft, by=ask.person, now=ask.now)
        return made.keep(Reply(views.reviewed(decisions.record_of(session, decision, group))))


def _to_edit(session: Session, decision_id: int, ask: Ask) -> tuple[Decision, Group]:
    decision = access.decision_to_edit(session, decision_id, by=ask.who)
    return decision, access.group_to_see(session, decision.group_id, by=ask.who)


def _draft(form: Form, known: DecisionDraft) -> DecisionDraft:
    """What the form says; a menu that it did not show leaves what was there."""
    shows_earlier, shows_libraries = form.shows("replaces"), form.shows("libraries")
    is_chosen = form.has("replacement")
    replacement = form.choice("replacement", ReplacementKind) if is_chosen else None
    return DecisionDraft(
        reason=form.text("reason"),
        options=form.text("options"),
        consulted=form.text("consulted"),
        kind=_kind(form),
        review_on=form.day("review_on"),
        library_ids=frozenset(form.ids("libraries")) if shows_libraries else known.library_ids,
        replaces_id=form.id("replaces") if shows_earlier else known.replaces_id,
        replacement=replacement if shows_earlier else known.replacement,
    )


def _kind(form: Form) -> DecisionKind | None:
    return form.choice("kind", DecisionKind) if form.has("kind") else None


def _equity(form: Form) -> EquityDraft:
    return EquityDraft(form.text("affected"), form.text("absent"), form.text("signs"))
