"""`/wg propose`: groups that people want, and what the program manager makes of them."""

from sqlmodel import Session

from handlers import grammar
from handlers.forms import Form
from handlers.groups.charge import introduce, read_charge
from handlers.groups.describing import describe
from handlers.once import making
from handlers.routes import Answer, Ask, Button, Command, Modal, Open, Reply
from models import GroupKind, GroupProposal
from models.database import reading, unit_of_work
from models.messages import DECIDED, PROPOSED
from models.proposals import ANSWER_LENGTH, ProposalFacts
from models.subjects import Subject
from services import access, consortium, leaders, outbox, proposals
from services.access import Needs
from services.errors import Invalid
from views import groups as group_views
from views import proposals as views
from views.values import ProposalListAt


def open_new(ask: Ask) -> Answer:
    """`/wg propose Discovery` opens the form with the name filled in."""
    return Open(views.propose(grammar.plain(ask.text)[:200]))


def propose(ask: Ask) -> Answer:
    form = Form(ask)
    facts = ProposalFacts(
        name=form.text("name"),
        kind=form.choice("kind", GroupKind),
        **{name: form.text(name, limit=ANSWER_LENGTH) for name in views.QUESTIONS},
    )
    with making(ask) as made:
        session = made.session
        proposal = proposals.propose(session, facts, by=ask.person, now=ask.now)
        is_heard = _tell_managers(session, proposal, ask)
        may_decide = access.may_decide_proposals(ask.who)
        words = views.proposed(proposal, is_heard=is_heard, may_decide=may_decide)
        return made.keep(Reply(words))


def listed(ask: Ask) -> Answer:
    return _page(ask, 0)


def next_page(ask: Ask) -> Answer:
    return _page(ask, ask.read(ProposalListAt).page)


def show(ask: Ask) -> Answer:
    with reading() as session:
        proposal = access.proposal_to_see(session, ask.number(), by=ask.who)
        shown = views.shown(
            proposals.line_of(session, proposal, ask.who),
            zone=ask.person.zone,
            may_decide=access.may_decide_proposals(ask.who),
            may_withdraw=proposal.proposed_by == ask.person.id,
        )
        return Reply(shown)


def open_activate(ask: Ask) -> Answer:
    with reading() as session:
        proposal = access.proposal_to_decide(session, ask.number(), by=ask.who)
        form = group_views.activate(
            proposal,
            consortium.directions(session),
            proposer=proposals.proposer(session, proposal),
        )
        return Open(form)


def activate(ask: Ask) -> Answer:
    charge = read_charge(ask, needs_channel=False)
    form = Form(ask)
    chair = form.person("chair")
    if chair is None:
        raise Invalid("Choose who chairs the group.", field="chair")
    with making(ask) as made:
        session = made.session
        proposal = access.proposal_to_decide(session, form.carried("proposal"), by=ask.who)
        group = proposals.activate(
            session, proposal, charge, chair=chair, by=ask.person, now=ask.now
        )
        is_proposer = chair.id == proposal.proposed_by
        not_told = introduce(session, group, chair, ask, is_proposer=is_proposer)
        # The message to a chair says of her own proposal, too, what became of it.
        if not is_proposer or not_told:
            _tell_proposer(session, proposal, ask, is_chair=is_proposer)
        answer = made.keep(Reply(group_views.started(group, chair=chair)))
    describe(ask, group)
    return answer


def open_decline(ask: Ask) -> Answer:
    with reading() as session:
        return Open(views.decline(access.proposal_to_decide(session, ask.number(), by=ask.who)))


def decline(ask: Ask) -> Answer:
    form = Form(ask)
    reason = form.text("reason")
    with unit_of_work() as session:
        proposal = access.proposal_to_decide(session, form.carried("proposal"), by=ask.who)
        proposals.decline(session, proposal, reason, by=ask.person, now=ask.now)
        _tell_proposer(session, proposal, ask)
        return Reply(views.closed(proposal))


def open_withdraw(ask: Ask) -> Answer:
    with reading() as session:
        return Open(views.withdraw(access.proposal_to_withdraw(session, ask.number(), by=ask.who)))


def withdraw(ask: Ask) -> Answer:
    form = Form(ask)
    reason = form.text("reason")
    with unit_of_work() as session:
        proposal = access.proposal_to_withdraw(session, form.carried("proposal"), by=ask.who)
        proposals.withdraw(session, proposal, reason, by=ask.person, now=ask.now)
        return Reply(views.closed(proposal))


def _page(ask: Ask, page: int) -> Answer:
    with reading() as session:
        lines = proposals.listed(session, ask.who)
    may_propose = access.may_propose(ask.who)
    return Reply(views.listed(lines, page=page, zone=ask.person.zone, may_propose=may_propose))


def _tell_managers(session: Session, proposal: GroupProposal, ask: Ask) -> bool:
    """Promise word of it to each other program manager; whether there is any."""
    managers = leaders.managers_to_tell(session, ask.person, ask.now)
    words = views.to_decide(proposals.line_of(session, proposal, ask.who))
    subject = Subject.of(proposal)
    outbox.tell(
        session,
        managers,
        words,
        kind=PROPOSED,
        subject=subject,
        now=ask.now,
        by=ask.person,
        occurrence="made",
        card_of=subject,
    )
    return bool(managers)


def _tell_proposer(
    session: Session, proposal: GroupProposal, ask: Ask, *, is_chair: bool = False
) -> None:
    """Promise word of what became of it to whoever proposed it."""
    person = proposals.proposer(session, proposal)
    who = access.standing(session, person, ask.now)
    line = proposals.line_of(session, proposal, who)
    outbox.tell(
        session,
        [person],
        views.decided(line, by=ask.person, is_chair=is_chair),
        kind=DECIDED,
        subject=Subject.of(proposal),
        now=ask.now,
        by=ask.person,
        occurrence=str(proposal.status),
    )


ROUTES = (
    Command(
        "wg propose",
        open_new,
        help="Propose a group: the program manager hears of it, and answers you.",
        needs=Needs.LIBRARIAN,
        example="/wg propose Discovery",
        aliases=("suggest",),
    ),
    Command(
        "wg proposals",
        listed,
        help="See the groups that you proposed, and what became of them.",
        stands_alone=True,
        needs=Needs.LIBRARIAN,
        only_reads=True,
        example="/wg proposals",
        aliases=("proposal",),
    ),
    Button(views.NEW, open_new, needs=Needs.LIBRARIAN),
    Button(views.SHOW, show, needs=Needs.ANYONE),
    Button(views.PAGE_OF, next_page, needs=Needs.LIBRARIAN),
    Button(views.ACTIVATE, open_activate, needs=Needs.PROGRAM_MANAGER),
    Button(views.DECLINE, open_decline, needs=Needs.PROGRAM_MANAGER),
    Button(views.WITHDRAW, open_withdraw, needs=Needs.LIBRARIAN),
    Modal(views.NEW_SEND, propose, needs=Needs.LIBRARIAN),
    Modal(views.ACTIVATE_SEND, activate, needs=Needs.PROGRAM_MANAGER),
    Modal(views.DECLINE_SEND, decline, needs=Needs.PROGRAM_MANAGER),
    Modal(views.WITHDRAW_SEND, withdraw, needs=Needs.LIBRARIAN),
)
