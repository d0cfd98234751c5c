// The app's Home: its own view, and the tab with the direct message.

import { ask, tell } from "./api.js";
import { renderBlocks } from "./blocks.js";
import { h, keepingFocus } from "./dom.js";
import { go } from "./address.js";
import { notice } from "./notices.js";
import { botDirectMessage, currentChannel, on, reloadWorld, state } from "./state.js";
import { createSurface } from "./surface.js";

const pane = document.getElementById("home");
const body = document.getElementById("home-body");
const tabs = document.getElementById("app-tabs");
let entered = new Map();
let drawn = null;

export function startHome() {
  on("place", enter);
  on("person", forgetHomeEntries);
  document.getElementById("tab-home").addEventListener("click", () => go({ tab: "home" }));
  document.getElementById("tab-messages").addEventListener("click", openMessages);
}

export async function reloadHome() {
  if (state.place?.tab !== "home") return;
  const answer = await ask("/ui/home", { as: state.me });
  if (answer.ok && state.place?.tab === "home") draw(answer.view);
}

async function enter() {
  const onHome = state.place?.tab === "home";
  const inMessages = Boolean(currentChannel()) && currentChannel() === botDirectMessage()?.id;
  pane.hidden = !onHome;
  tabs.hidden = !onHome && !inMessages;
  document.getElementById("tab-home").setAttribute("aria-current", onHome ? "page" : "false");
  document.getElementById("tab-messages").setAttribute("aria-current", inMessages ? "page" : "false");
  if (!onHome) return;
  drawHeading();
  drawn = null;
  body.replaceChildren(h("p", { class: "quiet", role: "status" }, "Opening…"));
  const answer = await tell("/ui/home/open", { as: state.me, tab: "home" });
  if (!answer.ok) notice(null, answer.message ?? answer.error);
  reloadHome();
}

async function openMessages() {
  await tell("/ui/home/open", { as: state.me, tab: "messages" });
  if (!botDirectMessage()) await reloadWorld();
  const direct = botDirectMessage();
  if (direct) go({ channel: direct.id });
}

function drawHeading() {
  const { name } = state.world.bot;
  document.getElementById("place-title").textContent = name;
  document.getElementById("place-topic").textContent = "The app's Home, seen by you alone";
  document.getElementById("place-note").textContent = "";
  document.title = `${name} · Convene sandbox`;
}

function draw(view) {
  const fingerprint = JSON.stringify([state.me, view?.id, view?.hash, view?.blocks]);
  if (fingerprint === drawn) return;
  drawn = fingerprint;
  if (!view) return void body.replaceChildren(emptyHome());
  const surface = createSurface({ identity: { view_id: view.id }, stored: view.state?.values, entered, trouble: (words) => notice(null, words) });
  keepingFocus(body, () => body.replaceChildren(...renderBlocks(view.blocks, surface)));
}

function emptyHome() {
  return h("p", { class: "quiet" }, "The app has not published a Home for you yet. It does so when it answers the visit you just made; is it running?");
}

/** Entries belong to one person; another person starts afresh. */
function forgetHomeEntries() {
  entered = new Map();
}
