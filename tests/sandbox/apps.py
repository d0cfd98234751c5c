"""slack_bolt's apps in front of the sandbox:
synchronous and asynchronous, by HTTP and by web sockets.
"""

import asyncio
import threading
from collections.abc import Awaitable, Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from typing import Any

from aiohttp import web
from flask import Flask, Response, request
from slack_bolt import App
from slack_bolt.adapter.flask import SlackRequestHandler
from slack_bolt.adapter.socket_mode import SocketModeHandler
from slack_bolt.adapter.socket_mode.async_handler import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk import WebClient
from slack_sdk.socket_mode.builtin import SocketModeClient
from slack_sdk.web.async_client import AsyncWebClient

from sandbox.driver import Sandbox
from sandbox.server import WsgiServer

EVENTS = "/slack/events"
PING = 0.5
"""Seconds between two looks of a client at its socket;
by default it takes longer to notice a loss.
"""


@contextmanager
def over_http(sandbox: Sandbox, register: Callable[[App], None]) -> Iterator[None]:
    flask = Flask("example")
    handler = SlackRequestHandler(_app(sandbox, register))

    @flask.post(EVENTS)
    def receive() -> Response:
        return handler.handle(request)

    with WsgiServer(flask, threads=8) as server:
        sandbox.connect(server.address + EVENTS)
        yield


@contextmanager
def over_sockets(sandbox: Sandbox, register: Callable[[App], None]) -> Iterator[None]:
    handler = SocketModeHandler(_app(sandbox, register), sandbox.app_token, ping_interval=PING)
    handler.connect()  # type: ignore[no-untyped-call]
    try:
        sandbox.wait_for_socket()
        yield
    finally:
        _stay_away(handler.client)
        threading.Thread(target=_close, args=(handler,), name="closing", daemon=True).start()


def _stay_away(client: SocketModeClient) -> None:
    """No new connection: one whose handshake fails, because the sandbox ends, is never closed."""
    with client.connect_operation_lock:
        client.default_auto_reconnect_enabled = client.auto_reconnect_enabled = False


def _close(handler: SocketModeHandler) -> None:
    """Takes up to three seconds, until the library's threads look whether they shall end.

    They may do so in the moment in which the sandbox closes the socket, which slack_sdk is not
    prepared for.
    """
    with suppress(AttributeError):
        handler.close()  # type: ignore[no-untyped-call]


@contextmanager
def over_http_async(sandbox: Sandbox, register: Callable[[AsyncApp], None]) -> Iterator[None]:
    async def start() -> tuple[web.AppRunner, asyncio.Server]:
        runner = web.AppRunner(_async_app(sandbox, register).web_app(EVENTS))
        await runner.setup()
        assert runner.server
        loop = asyncio.get_running_loop()
        return runner, await loop.create_server(runner.server, "127.0.0.1", 0)

    with _loop() as run:
        runner, server = run(start())
        port = server.sockets[0].getsockname()[1]
        sandbox.connect(f"http://127.0.0.1:{port}{EVENTS}")
        yield
        run(_stopped(runner, server))


async def _stopped(runner: web.AppRunner, server: asyncio.Server) -> None:
    """Accepts nothing more first: asyncio leaves a connection open for ever which it has accepted
    and not yet handed on when the server is closed.
    """
    for listening in server.sockets:
        asyncio.get_running_loop().remove_reader(listening)
    await asyncio.sleep(0)
    server.close()
    await runner.cleanup()


@contextmanager
def over_sockets_async(sandbox: Sandbox, register: Callable[[AsyncApp], None]) -> Iterator[None]:
    async def start() -> AsyncSocketModeHandler:
        handler = AsyncSocketModeHandler(
            _async_app(sandbox, register), sandbox.app_token, ping_interval=PING
        )
        await handler.connect_async()  # type: ignore[no-untyped-call]
        return handler

    with _loop() as run:
        handler = run(start())
        sandbox.wait_for_socket()
        yield
        run(handler.close_async())


WAYS: dict[str, Callable[[Sandbox, Any], AbstractContextManager[None]]] = {
    "sync-http": over_http,
    "sync-socket": over_sockets,
    "async-http": over_http_async,
    "async-socket": over_sockets_async,
}


def _app(sandbox: Sandbox, register: Callable[[App], None]) -> App:
    client = WebClient(token=sandbox.bot_token, base_url=sandbox.api_url)
    app = App(name="examples", client=client, signing_secret=sandbox.signing_secret)
    register(app)
    return app


def _async_app(sandbox: Sandbox, register: Callable[[AsyncApp], None]) -> AsyncApp:
    client = AsyncWebClient(token=sandbox.bot_token, base_url=sandbox.api_url)
    app = AsyncApp(name="examples", client=client, signing_secret=sandbox.signing_secret)
    register(app)
    return app


@contextmanager
def _loop() -> Iterator[Callable[[Awaitable[Any]], Any]]:
    """An event loop in a thread of its own, and a way to wait for what runs in it."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, name="loop")
    thread.start()
    try:
        yield lambda work: asyncio.run_coroutine_threadsafe(_awaited(work), loop).result(20)
    finally:
        asyncio.run_coroutine_threadsafe(_all_done(), loop).result(20)
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()


async def _all_done() -> None:
    """Listeners that still run come to their end; what waits for ever is cancelled."""
    others = asyncio.all_tasks() - {asyncio.current_task()}
    if others:
        _, waiting = await asyncio.wait(others, timeout=1)
        for task in waiting:
            task.cancel()
        await asyncio.gather(*waiting, return_exceptions=True)
    # What was closed lets go of its socket some turns later; a loop that stops before leaves it
    # open.
    sockets = asyncio.get_running_loop()._selector.get_map()  # type: ignore[attr-defined]
    for _ in range(100):
        await asyncio.sleep(0.01)
        if len(sockets) == 1:  # the loop's own, by which it is woken
            break


async def _awaited(work: Awaitable[Any]) -> Any:
    return await work
