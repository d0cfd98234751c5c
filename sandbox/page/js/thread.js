// The pane at the right with one thread.

import { ask } from "./api.js";
import { createComposer } from "./composer.js";
import { drawMessages } from "./messages.js";
import { currentChannel, on, state } from "./state.js";

const pane = document.getElementById("thread");
const list = document.getElementById("thread-messages");
let open = null;
let opener = null;

export function startThread() {
  document.getElementById("thread-close").addEventListener("click", closeThread);
  pane.addEventListener("keydown", (event) => { if (event.key === "Escape" && !event.defaultPrevented) closeThread(); });
  on("place", () => { if (open && (open.channel !== currentChannel() || open.person !== state.me)) closeThread(); });
}

export async function openThread(channel, ts) {
  open = { channel, ts, person: state.me };
  opener = document.activeElement?.dataset.key ?? null;
  pane.hidden = false;
  list.replaceChildren();
  document.getElementById("thread-composer").replaceChildren(createComposer({ channel, threadTs: ts, testId: "thread-composer" }));
  await reloadThread();
  pane.querySelector("textarea").focus();
}

export async function reloadThread() {
  if (!open) return;
  const { channel, ts } = open;
  const answer = await ask("/ui/thread", { as: state.me, channel, ts });
  if (!answer.ok || open?.ts !== ts) return;
  const stuck = list.parentElement.scrollHeight - list.parentElement.scrollTop - list.parentElement.clientHeight < 60;
  drawMessages(list, answer.messages, channel, {});
  if (stuck) list.parentElement.scrollTop = list.parentElement.scrollHeight;
}

function closeThread() {
  open = null;
  pane.hidden = true;
  const back = opener && document.querySelector(`#messages [data-key="${CSS.escape(opener)}"]`);
  (back ?? document.querySelector("#composer-place textarea"))?.focus();
}
