"""Calls: one question to every library, voting unit or seat, and one answer from each."""

from services.calls.drafts import (
    change,
    discard,
    draft,
    draft_digest,
    facts_digest,
    facts_of,
    offer_again,
    opener_of,
    take_terms,
)
from services.calls.exports import to_csv
from services.calls.group_endings import due_to_end, end_with_group, ending_counts, left_by_groups
from services.calls.lifecycle import (
    cancel,
    close,
    close_due,
    close_early,
    due_to_close,
    due_to_open,
    excuse,
    extend,
    let_wait,
    open_call,
)
from services.calls.lists import (
    answerable,
    groups_to_draft_for,
    is_waiting_for,
    listed,
    of_a_week,
    waiting_for,
)
from services.calls.offer_figures import in_hundredths, measure_lines, read_dollars, read_measures
from services.calls.offer_replies import of_answers as replies_of
from services.calls.offer_shares import apportion, prospects, reckon
from services.calls.offer_sums import draft_view, view_of
from services.calls.offer_terms import declare, offer_of
from services.calls.offer_terms import facts_of as offer_facts_of
from services.calls.results import answer_log, lines, tally_in_words, tally_of, units_of
from services.calls.tallies import tally
from services.calls.unit_answers import (
    Answered,
    NewAnswer,
    answer,
    capacity_of,
    record_told,
    refuse_secret,
    refuse_stranger,
    take_back,
)
from services.calls.units import UnitAsked, possible_units, units_to_ask
from services.calls.weights import read_weights, weight_lines
