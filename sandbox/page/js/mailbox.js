// A mailbox in the middle of the page: the letters that came, and the open one as its recipient reads it.

import { go } from "./address.js";
import { ask } from "./api.js";
import { announce, h, keepingFocus, unseen } from "./dom.js";
import { drawLetter } from "./letter.js";
import { mailboxOfMine, on, state, zone } from "./state.js";
import { clockTime, dayKey, fullDate } from "./time.js";

const pane = document.getElementById("mailbox");
const list = document.getElementById("letters");
const place = document.getElementById("letter-place");
let turn = 0;
let known = null;
let shown = null;

export function startMailbox() {
  on("place", enter);
  on("world", drawHeading);
}

/** Fetches and redraws the mailbox on screen; safe to call at any time. */
export async function reloadMailbox() {
  const address = onMail() ? mailboxOfMine()?.address : null;
  if (!address) return;
  turn += 1;
  const mine = turn;
  const answer = await ask("/ui/mailbox", { mailbox: address });
  if (mine !== turn || !onMail() || address !== mailboxOfMine()?.address) return;
  drawList(answer.ok ? answer.letters : [], address);
}

const onMail = () => state.place?.tab === "mail";

function enter() {
  pane.hidden = !onMail();
  if (!onMail()) return;
  const box = mailboxOfMine();
  if (known?.address !== box.address) {
    known = null;
    list.replaceChildren();
  }
  drawHeading();
  showLetter();
  reloadMailbox();
}

function drawHeading() {
  const box = onMail() ? mailboxOfMine() : null;
  if (!box) return;
  document.getElementById("place-title").textContent = "Mail";
  document.getElementById("place-note").textContent = box.name === box.address ? "" : box.name;
  document.getElementById("place-topic").textContent = box.address;
  document.title = `Mail of ${box.name} · Convene sandbox`;
}

function drawList(letters, address) {
  const fresh = known ? letters.filter((letter) => !known.ids.has(letter.id)) : [];
  known = { address, ids: new Set(letters.map((letter) => letter.id)) };
  keepingFocus(list, () => list.replaceChildren(...letters.map(row)));
  document.getElementById("no-letters").hidden = letters.length > 0;
  pane.classList.toggle("empty", !letters.length);
  if (fresh.length) announce(fresh.map((letter) => `New letter: ${letter.subject}`).join(". "));
}

function row(letter) {
  const open = state.place.letter === letter.id;
  const marks = [letter.is_repeated && "came again", letter.files && (letter.files === 1 ? "1 file" : `${letter.files} files`)].filter(Boolean);
  const words = [
    letter.is_read ? null : unseen("Unread: "),
    h("span", { class: "letter-from", dir: "auto" }, letter.from), h("time", {}, when(letter.received)),
    h("span", { class: "letter-subject", dir: "auto" }, letter.subject),
    marks.length ? h("span", { class: "letter-marks" }, marks.join(", ")) : null,
    h("span", { class: "letter-beginning", dir: "auto" }, letter.beginning)];
  return h("li", {}, h("button", { type: "button", class: letter.is_read ? "letter-row" : "letter-row unread", "data-testid": "letter-row",
    dataset: { key: letter.id }, "aria-current": open ? "true" : null, onclick: () => go({ tab: "mail", letter: letter.id }) }, words));
}

function when(unix) {
  const today = dayKey(unix, zone()) === dayKey(state.world.now, zone());
  return today ? clockTime(unix, zone()) : fullDate(unix, zone()).replace(/^\w+, /, "");
}

async function showLetter() {
  const id = state.place.letter ?? null;
  pane.classList.toggle("reading", Boolean(id));
  if (id === shown && place.childElementCount) return;
  shown = id;
  if (!id) return void place.replaceChildren(h("p", { class: "quiet", id: "choose-letter" }, "Choose a letter to read it."));
  const answer = await ask("/ui/letter", { letter: id });
  if (shown !== id) return;
  const back = h("button", { type: "button", class: "plain small", id: "letter-back", onclick: () => leave(id) }, "Back to the letters");
  place.replaceChildren(back, answer.ok ? drawLetter(answer) : h("p", { class: "quiet" }, answer.message ?? answer.error));
  place.scrollTop = 0;
  place.querySelector("h2")?.focus();
}

function leave(id) {
  go({ tab: "mail" });
  list.querySelector(`[data-key="${CSS.escape(id)}"]`)?.focus();
}
