"""Groups that are proposed: the forms, the list, and what is said of them."""

from collections.abc import Sequence

from models import GroupKind, GroupProposal, Person, ProposalStatus
from models.payloads import Block, Element, Message, View
from models.proposals import ANSWER_LENGTH, REASON_LENGTH, ProposalLine
from views import values
from views.elements import (
    PAGE,
    actions,
    button,
    context,
    header,
    message,
    more_button,
    section,
)
from views.inputs import field, modal, option, select, text_input
from views.texts import bold, brief, esc, joined, short
from views.times import day_in
from views.values import ProposalListAt

NEW = "proposal.new"
NEW_SEND = "proposal.new.send"
SHOW = "proposal.show"
PAGE_OF = "proposal.page"
ACTIVATE = "proposal.activate"
ACTIVATE_SEND = "proposal.activate.send"
DECLINE = "proposal.decline"
DECLINE_SEND = "proposal.decline.send"
WITHDRAW = "proposal.withdraw"
WITHDRAW_SEND = "proposal.withdraw.send"

QUESTIONS = {
    "problem": "What problem is it to solve?",
    "beneficiaries": "For whom?",
    "measure": "How will we know that it is done?",
    "participants": "Who must be at the table?",
    "representation": "Is that representative of the member libraries?",
}
"""What is asked before a group is formed, by the name of the field."""
EQUITY = "representation"
"""The question that may be left open."""


def propose(name: str = "") -> View:
    """The form that proposes a group."""
    kinds = [option(kind.capitalize(), kind) for kind in GroupKind]
    blocks = [
        section(
            "A proposal goes to the program manager, who makes a group of it or says why not. Until"
            " then nobody else sees it."
        ),
        field("name", "Name", text_input("proposal.name", initial=name, limit=200)),
        field("kind", "Kind", select("proposal.kind", kinds, initial=GroupKind.WORKING_GROUP)),
        *(_question(name, label) for name, label in QUESTIONS.items()),
    ]
    return modal(NEW_SEND, "Propose a group", blocks, submit="Propose", close="Cancel")


def _question(name: str, label: str) -> Block:
    element = text_input(f"proposal.{name}", multiline=True, limit=ANSWER_LENGTH)
    return field(name, label, element, optional=name == EQUITY)


def decline(proposal: GroupProposal) -> View:
    """The form that says no."""
    return _reason(
        proposal, DECLINE_SEND, "Decline a proposal", "Decline", "Who proposed it reads it."
    )


def withdraw(proposal: GroupProposal) -> View:
    """The form that takes a proposal back."""
    return _reason(proposal, WITHDRAW_SEND, "Withdraw a proposal", "Withdraw", "")


def _reason(proposal: GroupProposal, callback_id: str, title: str, submit: str, hint: str) -> View:
    reason = text_input("proposal.reason", multiline=True, limit=REASON_LENGTH)
    blocks = [
        section(bold(short(proposal.name, 200))),
        field("reason", "Reason", reason, hint=hint, optional=not hint),
    ]
    private = values.private(proposal=proposal.id)
    return modal(callback_id, title, blocks, submit=submit, close="Cancel", private=private)


def listed(
    lines: Sequence[ProposalLine], *, page: int = 0, zone: str, may_propose: bool = True
) -> Message:
    """Those to be decided first, ten at a time."""
    page = page if page * PAGE < len(lines) else 0
    shown = lines[page * PAGE : (page + 1) * PAGE]
    propose_one = [actions(button("Propose a group", NEW, style="primary"))] if may_propose else []
    if not lines:
        text = "There is no proposal that you may see."
        return message(text, [section(text), *propose_one])
    blocks: list[Block] = [header("Proposed groups"), *(_line(line, zone) for line in shown)]
    if left := len(lines) - page * PAGE - len(shown):
        blocks.append(more_button(PAGE_OF, ProposalListAt(page + 1).text, left=left))
    names = "; ".join(f"{esc(brief(line.proposal.name, 80))} ({_state(line)})" for line in shown)
    return message(f"Proposed groups: {names}.", [*blocks, *propose_one])


def _line(line: ProposalLine, zone: str) -> Block:
    proposal = line.proposal
    is_open = proposal.status is ProposalStatus.PROPOSED
    about = joined([_about(line, zone), "" if is_open else _state(line)])
    text = f"{bold(brief(proposal.name, 120))}\n{about}"
    return section(text, button("Show", SHOW, proposal.id, about=proposal.name))


def _about(line: ProposalLine, zone: str) -> str:
    who = joined([line.proposer.name, line.organization], ", ")
    day = day_in(zone, line.proposal.proposed_at)
    return f"{line.proposal.kind.capitalize()}, proposed by {esc(brief(who, 100))} on {day}"


def _state(line: ProposalLine) -> str:
    return str(line.proposal.status)


def shown(
    line: ProposalLine, *, zone: str, may_decide: bool = False, may_withdraw: bool = False
) -> Message:
    """One proposal with all its answers."""
    proposal = line.proposal
    blocks: list[Block] = [header(short(proposal.name, 140)), context(_about(line, zone))]
    for name, label in QUESTIONS.items():
        if answer := getattr(proposal, name):
            blocks.append(section(f"*{label}*\n{esc(brief(answer, ANSWER_LENGTH))}"))
    if came := _came(line):
        blocks.append(section(came))
    is_open = proposal.status is ProposalStatus.PROPOSED
    buttons = [
        *(_deciding(proposal) if may_decide and is_open else ()),
        *(_withdrawing(proposal) if may_withdraw and is_open else ()),
    ]
    text = f"{esc(brief(proposal.name, 200))}: {esc(brief(proposal.problem, 500))}"
    return message(text, [*blocks, *([actions(*buttons)] if buttons else [])])


def _came(line: ProposalLine) -> str:
    proposal = line.proposal
    match proposal.status:
        case ProposalStatus.PROPOSED:
            return ""
        case ProposalStatus.ACTIVATED:
            name = line.group.name if line.group else "a group"
            return f"It became {bold(brief(name, 120))}."
        case _:
            why = f": {esc(brief(proposal.reason, REASON_LENGTH))}" if proposal.reason else "."
            return f"It was {proposal.status}{why}"


def _deciding(proposal: GroupProposal) -> list[Element]:
    return [
        button("Start the group", ACTIVATE, proposal.id, about=proposal.name, style="primary"),
        button("Decline", DECLINE, proposal.id, about=proposal.name),
    ]


def _withdrawing(proposal: GroupProposal) -> list[Element]:
    return [button("Withdraw", WITHDRAW, proposal.id, about=proposal.name)]


def proposed(proposal: GroupProposal, *, is_heard: bool, may_decide: bool = False) -> Message:
    """To whoever proposed it."""
    name = bold(brief(proposal.name, 120))
    if may_decide:
        others = " The other program managers hear of it now." if is_heard else ""
        then = f"You can decide about it yourself.{others}"
    elif is_heard:
        then = "The program manager hears of it now, and you hear what becomes of it."
    else:
        then = "There is nobody yet who decides about it; whoever runs Convene can say who does."
    return message(f"{name} is proposed. {then} `/wg proposals` shows it.")


def to_decide(line: ProposalLine) -> Message:
    """To the program manager, once."""
    proposal = line.proposal
    who = esc(brief(joined([line.proposer.name, line.organization], ", "), 120))
    text = f"{who} proposes a group: {bold(brief(proposal.name, 120))} ({proposal.kind})."
    problem = f"*{QUESTIONS['problem']}*\n{esc(brief(proposal.problem, ANSWER_LENGTH))}"
    show = button("Show the proposal", SHOW, proposal.id, about=proposal.name)
    return message(
        f"{text}\n{problem}",
        [section(text), section(problem), actions(*_deciding(proposal), show)],
    )


def decided(line: ProposalLine, *, by: Person, is_chair: bool = False) -> Message:
    """To whoever proposed it: what became of it, and whether she chairs it."""
    proposal, who = line.proposal, esc(brief(by.name, 60))
    name = bold(brief(proposal.name, 120))
    if proposal.status is ProposalStatus.ACTIVATED and line.group is not None:
        chairs = " You are its chair." if is_chair else ""
        made = f"{who} made a group of your proposal: {bold(brief(line.group.name, 120))}.{chairs}"
        return message(made)
    if proposal.status is ProposalStatus.ACTIVATED:
        return message(f"{who} made a group of your proposal {name}.")
    return message(
        f"{who} declined your proposal {name}: {esc(brief(proposal.reason, REASON_LENGTH))}"
    )


def closed(proposal: GroupProposal) -> Message:
    """To whoever declined or withdrew it."""
    who_hears = (
        " Who proposed it hears the reason." if proposal.status is ProposalStatus.DECLINED else ""
    )
    return message(f"{bold(brief(proposal.name, 120))} is {proposal.status}.{who_hears}")
