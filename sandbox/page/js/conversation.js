// The middle of the page: the conversation's heading, its messages and its composer.

import { ask } from "./api.js";
import { createComposer } from "./composer.js";
import { announce, h } from "./dom.js";
import { drawMessages, spoken } from "./messages.js";
import { drawNotices } from "./notices.js";
import { channel, currentChannel, directMessage, nameOf, on, state } from "./state.js";
import { openThread } from "./thread.js";

const NEAR_BOTTOM = 60;
const log = document.getElementById("log");
const list = document.getElementById("messages");
const notices = document.getElementById("notices");
const jump = document.getElementById("jump");
let shown = null;
let turn = 0;

export function startConversation() {
  on("place", enter);
  on("world", drawHeading);
  on("notices", () => stickToBottom(() => drawNotices(notices)));
  log.addEventListener("scroll", () => { if (atBottom()) jump.hidden = true; });
  jump.addEventListener("click", () => { log.scrollTop = log.scrollHeight; jump.hidden = true; });
}

/** Fetches and redraws the conversation on screen; safe to call at any time. */
export async function reloadConversation() {
  const id = currentChannel();
  if (!id) return;
  turn += 1;
  const mine = turn;
  const answer = await ask("/ui/conversation", { as: state.me, channel: id });
  if (mine !== turn || id !== currentChannel()) return;
  if (!answer.ok) return showProblem(answer);
  draw(id, answer.messages);
}

function enter() {
  const id = currentChannel();
  document.getElementById("conversation").hidden = !id;
  drawHeading();
  drawNotices(notices);
  const visit = `${state.me}/${id}`;
  if (!id || visit === shown) return void reloadConversation();
  shown = null;
  list.replaceChildren();
  jump.hidden = true;
  const place = document.getElementById("composer-place");
  place.replaceChildren(createComposer({ channel: id, title: titleOf(id), testId: "composer" }));
  reloadConversation();
}

function draw(id, messages) {
  const visit = `${state.me}/${id}`;
  const first = shown !== visit;
  const stuck = first || atBottom();
  const fresh = drawMessages(list, messages, id, { openThread: (ts) => openThread(id, ts) });
  document.getElementById("empty").hidden = messages.length > 0;
  shown = visit;
  if (stuck) log.scrollTop = log.scrollHeight;
  if (first) return;
  const others = fresh.filter((message) => message.user !== state.me);
  if (others.length) announce(others.map(spoken).join(". "));
  if (!stuck && others.length) jump.hidden = false;
}

function showProblem(answer) {
  list.replaceChildren(h("li", {}, h("p", { class: "app-error" }, answer.message ?? answer.error)));
}

function stickToBottom(change) {
  const stuck = atBottom();
  change();
  if (stuck) log.scrollTop = log.scrollHeight;
}

function atBottom() {
  return log.scrollHeight - log.scrollTop - log.clientHeight < NEAR_BOTTOM;
}

function titleOf(id) {
  const direct = directMessage(id);
  return direct ? nameOf(direct.user) : `#${channel(id)?.name ?? "conversation"}`;
}

function drawHeading() {
  const id = currentChannel();
  if (!id) return;
  const known = channel(id);
  const title = titleOf(id);
  document.getElementById("place-title").textContent = title;
  document.getElementById("place-topic").textContent = known ? known.topic || known.purpose || "" : "Direct message";
  document.getElementById("place-note").textContent = [known?.is_private && "private", known?.is_archived && "archived"].filter(Boolean).join(", ");
  log.setAttribute("aria-label", `Messages in ${title}`);
  document.title = `${title} · Convene sandbox`;
}
