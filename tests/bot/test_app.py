"""The end of a process: in good order, and in any case."""

import logging
import os
from threading import Event

import pytest

from bot import app


@pytest.mark.parametrize("code", [0, 1])
def test_it_ends_in_time_whatever_still_waits_for_slack(
    monkeypatch: pytest.MonkeyPatch, code: int, caplog: pytest.LogCaptureFixture
) -> None:
    ended, codes = Event(), []

    def end(number: int) -> None:
        codes.append(number)
        ended.set()

    monkeypatch.setattr(os, "_exit", end)
    monkeypatch.setattr(logging, "shutdown", lambda: None)
    app._end_within(0.01, code)
    assert ended.wait(10)
    assert codes == [code]
    assert "ending all the same" in caplog.text


def test_supervisors_give_it_ten_seconds() -> None:
    assert app.LONGEST_STOP < 10
