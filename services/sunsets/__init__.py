"""The sunset of charges: who hears of it ahead, and the reviews that renew or end a group."""

from services.sunsets.reviewing import (
    Reviewed,
    propose,
    proposed_review,
    proposer,
    record,
    reviews_digest,
)
from services.sunsets.warning_days import WARNINGS, notices, still_wanted
