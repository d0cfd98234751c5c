"""How long Slack waits: for an acknowledgement, and for a trigger to be used."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Waits:
    """Seconds of real time, whatever the sandbox's clock says; tests make them short."""

    acknowledge: float = 3.0
    trigger: float = 3.0
