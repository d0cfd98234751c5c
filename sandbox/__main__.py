"""Starts the sandbox: `python -m sandbox --manifest manifest.json --seed seed.json`."""

import os
import signal
import sys
from pathlib import Path
from threading import Thread
from types import FrameType

import click

from sandbox.launch import BadFile, Running
from sandbox.manifest import BadManifest
from sandbox.seed import BadSeed
from sandbox.slack import Secrets

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command()
@click.option("--port", default=8100, show_default=True, help="Port on the loopback; 0 takes any free one.")
@click.option("--manifest", type=FILE, required=True, help="The app's manifest, as JSON.")
@click.option("--seed", type=FILE, required=True, help="The workspace to begin with, as JSON.")
@click.option("--data", type=click.Path(dir_okay=False, path_type=Path), help="Where the state is kept.")
@click.option("--events-url", help="Where the app takes requests; without it, Socket Mode.")
@click.option("--signing-secret", default=Secrets.signing_secret, help="Signs the requests to the app.")
@click.option("--bot-token", default=Secrets.bot_token, help="The token the app must show.")
@click.option("--app-token", default=Secrets.app_token, help="The app-level token, for Socket Mode.")
@click.option("--with-stdin", is_flag=True, help="End with standard input: when its other side is gone.")
@click.option("--rate-limits/--no-rate-limits", default=True, help="One message a second per channel.")
def main(
    port: int,
    manifest: Path,
    seed: Path,
    data: Path | None,
    events_url: str | None,
    signing_secret: str,
    bot_token: str,
    app_token: str,
    with_stdin: bool,
    rate_limits: bool,
) -> None:
    """A local, strict stand-in for Slack, with a page in the browser."""
    try:
        running = Running(
            manifest,
            seed,
            events_url=events_url,
            secrets=Secrets(signing_secret, bot_token, app_token),
            port=port,
            data=data,
            rate_limits=rate_limits,
        )
    except (BadFile, BadManifest, BadSeed) as problem:
        raise click.ClickException(str(problem)) from None
    signal.signal(signal.SIGTERM, _interrupt)
    if with_stdin:
        Thread(target=_end_with_stdin, name="stdin", daemon=True).start()
    # The interrupt may come at any moment from here on, also before the wait has begun.
    try:
        with running:
            click.echo(f"The sandbox is at {running.address}/")
            running.serving.wait()
    except KeyboardInterrupt:
        click.echo("The sandbox has stopped.")


def _interrupt(_: int, __: FrameType | None) -> None:
    raise KeyboardInterrupt


def _end_with_stdin() -> None:
    """Whoever holds the other side can be killed, and then tells nobody to end."""
    # Past Python's own buffer, whose lock a daemon thread would still hold when the process ends.
    while os.read(sys.stdin.fileno(), 1024):
        pass
    os.kill(os.getpid(), signal.SIGTERM)


if __name__ == "__main__":
    main()
