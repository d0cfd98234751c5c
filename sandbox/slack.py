"""Everything one running sandbox holds together:
state, clock, manifest, traffic and the way to the app.
"""

import threading
from dataclasses import dataclass, field

from sandbox.agenda import Agenda
from sandbox.app_manifest import Manifest
from sandbox.faults import Faults
from sandbox.mail.smtp_faults import SmtpFaults
from sandbox.movable_clock import MovableClock
from sandbox.openings import Openings
from sandbox.rates import Rates
from sandbox.seed import Seed, workspace_from
from sandbox.subscriptions import Subscriptions
from sandbox.traffic import Traffic
from sandbox.transport import AppTransport
from sandbox.worker import Worker
from sandbox.workspace import Bot, Team, User, Workspace

VERIFICATION_TOKEN = "sandbox-verification"  # noqa: S105


@dataclass(frozen=True)
class Secrets:
    signing_secret: str = "sandbox-signing-secret"  # noqa: S105
    bot_token: str = "xoxb-sandbox"  # noqa: S105
    app_token: str = "xapp-sandbox"  # noqa: S105


@dataclass
class Slack:
    workspace: Workspace
    seed: Seed
    manifest: Manifest
    clock: MovableClock
    secrets: Secrets
    transport: AppTransport
    address: str = "http://127.0.0.1:8100"
    rate_limits: bool = True
    traffic: Traffic = field(default_factory=Traffic)
    openings: Openings = field(default_factory=Openings)
    rates: Rates = field(default_factory=Rates)
    faults: Faults = field(default_factory=Faults)
    mail_faults: SmtpFaults = field(default_factory=SmtpFaults)
    smtp_port: int = 0
    stopping: threading.Event = field(default_factory=threading.Event)
    event_worker: Worker = field(default_factory=lambda: Worker("sandbox-events"))
    """Sends events in their order, so that whoever causes one does not wait for the app."""
    subscriptions: Subscriptions = field(default_factory=Subscriptions)
    agenda: Agenda = field(default_factory=Agenda)
    verification_token: str = VERIFICATION_TOKEN
    shut_out: str | None = None
    resets: int = 0
    """How often it was put back to the seed since it started;
    whoever keeps books beside it can follow.
    """

    @property
    def lock(self) -> threading.RLock:
        return self.workspace.lock

    @property
    def team(self) -> Team:
        return self.workspace.team

    @property
    def bot(self) -> Bot:
        return self.workspace.bot

    def now(self) -> float:
        return self.clock.now()

    def new_ts(self) -> str:
        return self.workspace.new_ts(self.clock.now())

    def person(self, person_id: str) -> User | None:
        return self.workspace.people.get(person_id)

    def reset(self) -> None:
        """Back to the seed; the clock keeps its time, because time only moves forward."""
        with self.lock:
            version = self.workspace.version
            self.workspace.take_over(workspace_from(self.seed), version)
            self.openings.clear()
            self.agenda.clear()
            self.rates.clear()
            self.shut_out = None
            self.subscriptions.switch(on=True)
            self.traffic.clear()
            self.faults.remove()
            self.mail_faults.remove()
            self.transport.hurry_up()
            self.resets += 1
            self.workspace.note("reset")
