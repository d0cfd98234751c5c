"""Votes that are lost by missing meetings and regained by coming, where a charge says so.

What has become of a vote is computed from the lists of who came, and kept nowhere: correcting a
list corrects it.
"""

from services.voting_rights.notices import is_still_true, telling
from services.voting_rights.states import HeldVote, held_votes, lost_votes, state_after
