"""The browser's door."""

from collections.abc import Callable

from flask import Flask

from web import health


def build(*, reasons: Callable[[], list[str]], notes: Callable[[], list[str]] = list) -> Flask:
    """The pages that this deployment serves;
    ``reasons`` says why it is not ready, or nothing when it is, and ``notes`` what else to know.
    """
    app = Flask(__name__, static_folder=None)
    app.add_url_rule("/healthz", view_func=health.alive)
    app.add_url_rule(
        "/readyz", view_func=health.ready, defaults={"reasons": reasons, "notes": notes}
    )
    return app
