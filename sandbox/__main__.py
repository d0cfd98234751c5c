"""Starts the sandbox: `python -m sandbox --manifest manifest.json --seed seed.json`."""

import os
import signal
import sys
from pathlib import Path
from threading import Thread
from types import FrameType

import click

from sandbox.app_manifest import BadManifest
from sandbox.launch import BadFile, RunningSandbox, loaded
from sandbox.seed import BadSeed
from sandbox.slack import Secrets

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command()
@click.option(
    "--port", default=8100, show_default=True, help="Port on the loopback; 0 takes any free one."
)
@click.option(
    "--smtp-port", default=0, help="Port on the loopback for letters; 0 takes any free one."
)
@click.option("--manifest", type=FILE, required=True, help="The app's manifest, as JSON.")
@click.option("--seed", type=FILE, required=True, help="The workspace to begin with, as JSON.")
@click.option(
    "--data", type=click.Path(dir_okay=False, path_type=Path), help="Where the state is kept."
)
@click.option("--events-url", help="Where the app takes requests; without it, Socket Mode.")
@click.option(
    "--secrets", type=FILE, help="The app's signing_secret, bot_token and app_token, as JSON."
)
@click.option(
    "--with-stdin", is_flag=True, help="End with standard input: when its other side is gone."
)
@click.option(
    "--rate-limits/--no-rate-limits", default=True, help="One message a second per channel."
)
def main(
    port: int,
    smtp_port: int,
    manifest: Path,
    seed: Path,
    data: Path | None,
    events_url: str | None,
    secrets: Path | None,
    with_stdin: bool,
    rate_limits: bool,
) -> None:
    """A local, strict stand-in for Slack, with a page in the browser."""
    try:
        running = RunningSandbox(
            manifest,
            seed,
            events_url=events_url,
            secrets=_secrets(secrets),
            port=port,
            smtp_port=smtp_port,
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
            click.echo(f"It takes mail at port {running.smtp_port}.")
            running.server.wait()
    except KeyboardInterrupt:
        click.echo("The sandbox has stopped.")


def _secrets(file: Path | None) -> Secrets:
    """From a file: everybody on a machine may read the arguments of a program."""
    try:
        return Secrets(**loaded(file)) if file else Secrets()
    except TypeError:
        raise BadFile(f"{file} holds more than signing_secret, bot_token and app_token.") from None


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
