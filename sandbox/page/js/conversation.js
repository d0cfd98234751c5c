// The middle of the page: the conversation's heading, its messages and its composer.

import { ask, tell } from "./api.js";
import { createComposer } from "./composer.js";
import { announce, h } from "./dom.js";
import { drawMessages, firstUnread, spoken } from "./messages.js";
import { drawNotices, notice } from "./notices.js";
import { channel, companions, currentChannel, directMessage, emit, on, reloadWorld, state } from "./state.js";
import { openThread } from "./thread.js";

const NEAR_BOTTOM = 60;
const log = document.getElementById("log");
const list = document.getElementById("messages");
const notices = document.getElementById("notices");
const jump = document.getElementById("jump");
const joinNote = h("div", { class: "join-note", hidden: true });
let shown = null;
let turn = 0;
let stuck = true;
let measured = null;
let unread = 0;
let newFrom = null;

export function startConversation() {
  on("place", enter);
  on("world", drawHeading);
  on("notices", () => { drawNotices(notices); if (stuck) toBottom(); });
  // Whoever sends something wants to see what comes of it, however far up she was reading.
  on("sent", () => { stuck = true; toBottom(); });
  log.addEventListener("scroll", () => {
    // A pane that opens moves the text, which is no wish to read further up.
    if (measure() !== measured) return;
    stuck = log.scrollHeight - log.scrollTop - log.clientHeight < NEAR_BOTTOM;
    if (stuck) jump.hidden = true;
  });
  jump.addEventListener("click", toBottom);
  // A narrower pane or a late image must not push the newest message out of sight.
  const sizes = new ResizeObserver(() => { if (stuck) toBottom(); else measured = measure(); });
  for (const node of [log, list, notices]) sizes.observe(node);
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
  // Reading marks everything as read, so what was new is noted before.
  unread = (channel(id) ?? directMessage(id))?.unread ?? 0;
  newFrom = null;
  list.replaceChildren();
  jump.hidden = true;
  const place = document.getElementById("composer-place");
  place.replaceChildren(joinNote, createComposer({ channel: id, title: titleOf(id), testId: "composer" }));
  reloadConversation();
}

function draw(id, messages) {
  const visit = `${state.me}/${id}`;
  const first = shown !== visit;
  if (first) stuck = true;
  if (first && unread) newFrom = firstUnread(messages, unread);
  const fresh = drawMessages(list, messages, id, { newFrom, openThread: (ts) => openThread(id, ts) });
  document.getElementById("empty").hidden = messages.length > 0;
  shown = visit;
  if (stuck) toBottom();
  if (first) return;
  const others = fresh.filter((message) => message.user !== state.me);
  if (others.length) announce(others.map(spoken).join(". "));
  if (!stuck && others.length) jump.hidden = false;
}

function showProblem(answer) {
  list.replaceChildren(h("li", {}, h("p", { class: "app-error" }, answer.message ?? answer.error)));
}

const measure = () => [log.scrollHeight, log.clientHeight, log.clientWidth].join();

function toBottom() {
  measured = measure();
  log.scrollTop = log.scrollHeight;
  jump.hidden = true;
}

function titleOf(id) {
  const direct = directMessage(id);
  return direct ? companions(direct) : `#${channel(id)?.name ?? "conversation"}`;
}

function drawHeading() {
  const id = currentChannel();
  if (!id) return;
  const known = channel(id);
  const title = titleOf(id);
  document.getElementById("place-title").textContent = title;
  document.getElementById("place-topic").textContent = known ? known.topic || known.purpose || "" : "Direct message";
  document.getElementById("place-note").textContent = note(known);
  drawJoinNote(known);
  log.setAttribute("aria-label", `Messages in ${title}`);
  document.title = `${title} · Convene sandbox`;
}

function note(known) {
  if (!known) return "";
  const members = known.members === 1 ? "1 member" : `${known.members} members`;
  return [known.is_private && "private", known.is_archived && "archived", members].filter(Boolean).join(", ");
}

function drawJoinNote(known) {
  joinNote.hidden = !known || (known.is_member && !known.is_archived);
  if (joinNote.hidden) return;
  if (known.is_archived) return void joinNote.replaceChildren(h("span", {}, "This channel is archived. It can be read, not written in."));
  joinNote.replaceChildren(h("span", {}, `You are not a member of #${known.name}. `),
    h("button", { type: "button", class: "plain small", onclick: () => join(known) }, "Join this channel"));
}

async function join(known) {
  const answer = await tell("/ui/command", { as: state.me, channel: known.id, text: `/join <#${known.id}>` });
  if (!answer.ok) notice(known.id, answer.message ?? answer.error);
  await reloadWorld();
  emit("acted");
}
