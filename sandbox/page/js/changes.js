// Follows the sandbox by long polling, so that two windows see each other's acts.

import { ask } from "./api.js";
import { read } from "./clock.js";
import { reloadConversation } from "./conversation.js";
import { reloadHome } from "./home.js";
import { reloadMailbox } from "./mailbox.js";
import { reloadViews } from "./modals.js";
import { currentChannel, emit, on, reloadWorld, state } from "./state.js";
import { reloadThread } from "./thread.js";

const RETRY = 2000;
let waiting = null;

export function startChanges() {
  on("person", () => waiting?.abort());
  // What this window did itself is shown at once, without waiting for the poll.
  on("acted", () => { reloadConversation(); reloadViews(); reloadHome(); reloadThread(); });
  follow();
}

async function follow() {
  for (;;) {
    waiting = new AbortController();
    const who = state.me;
    const answer = await ask("/ui/changes", { as: who, since: state.world.version, online: state.world.bot.online }, { signal: waiting.signal });
    if (answer.ok && who === state.me) await apply(answer);
    else if (!answer.ok && answer.error !== "aborted") await pause(answer);
  }
}

async function apply(change) {
  offline(false);
  state.world.version = change.version;
  if (change.reset) return void window.location.reload();
  if (change.now) read(change.now);
  const places = change.channels ?? [];
  if (places.length || change.views || change.home || change.mail) emit("changed");
  const version = state.world.version;
  if (change.world || places.length) await reloadWorld();
  // Changes that came while the world was fetched must not be skipped.
  state.world.version = Math.min(version, state.world.version);
  if (places.includes(currentChannel())) await Promise.all([reloadConversation(), reloadThread()]);
  if (change.home) await reloadHome();
  if (change.mail) await reloadMailbox();
  if (change.views) await reloadViews();
}

async function pause(answer) {
  offline(true, answer.message);
  await new Promise((resolve) => { window.setTimeout(resolve, RETRY); });
}

function offline(isOffline, words) {
  const banner = document.getElementById("offline");
  banner.hidden = !isOffline;
  banner.textContent = isOffline ? words ?? "The sandbox server does not answer." : "";
}
