"""The browser's door."""

from collections.abc import Callable

from flask import Flask

from web import health


def build(*, reasons: Callable[[], list[str]]) -> Flask:
    """The pages that this deployment serves;
    ``reasons`` says why it is not ready, or nothing when it is.
    """
    app = Flask(__name__, static_folder=None)
    app.add_url_rule("/healthz", view_func=health.alive)
    app.add_url_rule("/readyz", view_func=health.ready, defaults={"reasons": reasons})
    return app
