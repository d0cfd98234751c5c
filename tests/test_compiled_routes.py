"""Routes that are written alike share what was compiled, and nothing else."""

from werkzeug.routing import Map, Rule

from tests import compiled_routes


def test_what_is_shared_asks_each_route_for_its_own_parts() -> None:
    compiled_routes.keep()
    plain, counted = (
        Rule("/shared/<part>", endpoint="it"),
        Rule("/shared/<int:part>", endpoint="it"),
    )
    alike = Rule("/shared/<part>", endpoint="it")
    defaulted = Rule("/shared/<part>", endpoint="it", defaults={"part": "first"})
    built = [
        Map([rule]).bind("localhost").build("it", values)
        for rule, values in (
            (plain, {"part": "a b", "more": "1"}),
            (counted, {"part": 7}),
            (alike, {"part": "c"}),
            (defaulted, {}),
        )
    ]
    assert built == ["/shared/a%20b?more=1", "/shared/7", "/shared/c", "/shared/first"]
    assert plain._build.__func__ is alike._build.__func__  # type: ignore[attr-defined]
