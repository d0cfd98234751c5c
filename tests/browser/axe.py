"""What axe has to say about a page, in the light scheme and in the dark one."""

from typing import Any, Literal

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

Scheme = Literal["light", "dark"]
SCHEMES: tuple[Scheme, ...] = ("light", "dark")
COLORS = ("color-contrast", "link-in-text-block")
"""The rules that look at colors."""
GRAVE = ("serious", "critical")
RUN = "options => axe.run(options).then(results => results.violations)"


def grave_faults(page: Page, scheme: Scheme, rules: tuple[str, ...] = ()) -> list[str]:
    """What breaks these rules seriously or critically, in words that lead to the place; all rules
    unless some are named.
    """
    page.emulate_media(color_scheme=scheme)
    assert page.evaluate("() => matchMedia('(prefers-color-scheme: dark)').matches") is (
        scheme == "dark"
    )
    if not page.evaluate("() => 'axe' in window"):
        page.evaluate(Axe().axe_script)
    options: dict[str, Any] = {"resultTypes": ["violations"]}
    if rules:
        options["runOnly"] = rules
    found: list[dict[str, Any]] = page.evaluate(RUN, options)
    return [
        f"{scheme}: {violation['id']}: {node['html'][:140]} ({node['failureSummary']})"
        for violation in found
        if violation["impact"] in GRAVE
        for node in violation["nodes"]
    ]
