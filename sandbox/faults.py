"""Faults on demand: the next calls of a method fail as Slack's own sometimes do."""

from enum import Enum


class Fault(Enum):
    RATE_LIMITED = "answered 429 with Retry-After, and not done"
    BROKEN = "answered 500, and not done"
    LOST = "done, but the answer was lost behind a 500"
