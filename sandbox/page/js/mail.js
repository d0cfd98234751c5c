// The pane “Mail”: all mailboxes, whom one can become, and what the mail server does wrong on demand.

import { ask, remove, tell } from "./api.js";
import { avatar } from "./avatars.js";
import { byTestId, h, keepingFocus, unseen } from "./dom.js";
import { smallForm } from "./forms.js";
import { startPane } from "./panes.js";
import { become } from "./sidebar.js";
import { on, state } from "./state.js";

const RHYTHM = 2000;
const body = document.getElementById("mail-body");
const boxes = h("div", {});
const active = h("div", {});
let timer = null;

export function startMail() {
  startPane("mail", { opened: open, closed: () => window.clearInterval(timer) });
  on("world", () => { drawCount(); if (!document.getElementById("mail").hidden) drawBoxes(); });
}

function drawCount() {
  const unread = state.world.mailboxes.reduce((sum, box) => sum + box.unread, 0);
  const count = unread ? h("span", { class: "count" }, String(unread), unseen(" unread letters")) : null;
  byTestId("mail-toggle").replaceChildren("Mail ", ...(count ? [count] : []));
}

async function open() {
  drawBoxes();
  const mail = await ask("/control/mail");
  if (!mail.ok) return void body.replaceChildren(h("p", {}, mail.message ?? mail.error));
  body.replaceChildren(
    h("h3", {}, "Mailboxes"),
    h("p", { class: "quiet" }, "Every letter that the app sends ends here; nothing leaves this computer. Choose a mailbox to be the person who reads it."),
    boxes,
    h("h3", {}, "When mail fails"),
    h("p", { class: "quiet" }, "The next letters that fit meet what mail servers sometimes do."),
    breaking(mail), active);
  drawActive(mail);
  window.clearInterval(timer);
  timer = window.setInterval(refresh, RHYTHM);
}

function drawBoxes() {
  const rows = state.world.mailboxes.map(box);
  keepingFocus(boxes, () => boxes.replaceChildren(rows.length
    ? h("ul", { class: "mailboxes", "aria-label": "Mailboxes" }, rows)
    : h("p", {}, "Nobody here is known by mail yet.")));
}

function box(row) {
  const here = state.place?.tab === "mail" && state.me === row.id;
  const letters = row.letters === 1 ? "1\u00a0letter" : `${row.letters}\u00a0letters`;
  return h("li", {}, h("button", { type: "button", class: here ? "place here" : "place", "data-testid": `mailbox-${row.address}`, dataset: { key: `mailbox-${row.address}` },
    "aria-current": here ? "page" : null, onclick: () => become(row.id, () => ({ tab: "mail" })) },
  avatar(row.id, "avatar-small"),
  h("span", { class: "place-label", dir: "auto" }, row.name, h("small", { class: "mailbox-note" }, [row.name === row.address ? null : row.address, letters].filter(Boolean).join(" · "))),
  row.unread ? h("span", { class: "count" }, String(row.unread), unseen(" unread")) : null));
}

const NAMES = {
  refused_for_now: "Refused for now (451)", refused_for_good: "Refused for good (550)", silent: "No answer (time-out)",
  closed_before_data: "Connection closed before the letter", closed_within_data: "Connection closed within the letter",
  reply_lost: "Taken, but the answer is lost", greylisted: "Greylisted: refused first, taken later",
};

function breaking({ kinds }) {
  const says = ({ kind }) => {
    const words = kinds.find((row) => row.kind === kind).says;
    return `${words[0].toUpperCase()}${words.slice(1)}.`;
  };
  const mailboxes = () => [{ value: "", text: "any mailbox" }, ...state.world.mailboxes.map(({ address }) => ({ value: address, text: address }))];
  return smallForm({
    fields: [
      { name: "kind", label: "What happens", kind: "select", wide: true, hint: says, options: kinds.map(({ kind }) => ({ value: kind, text: NAMES[kind] ?? kind })) },
      { name: "mailbox", label: "Letters to", kind: "select", wide: true, options: mailboxes },
      { name: "span", label: "How long", kind: "select", options: [{ value: "times", text: "a number of letters" }, { value: "always", text: "until it is stopped" }] },
      { name: "times", label: "How many letters", kind: "number", value: 1, min: 1, when: ({ span }) => span === "times" },
      { name: "seconds", label: "Seconds", kind: "number", value: 60, min: 1, when: ({ kind }) => kind === "silent" || kind === "greylisted" },
    ],
    button: "Break these letters",
    send: breakLetters,
    said: () => "Set. It waits for the next letter that fits.",
  });
}

async function breakLetters({ span, ...fault }) {
  const answer = await tell("/control/mail", { ...fault, always: span === "always" });
  await refresh();
  return answer;
}

async function refresh() {
  const mail = await ask("/control/mail");
  if (mail.ok) drawActive(mail);
}

function drawActive({ faults }) {
  const rows = faults.map((fault) => h("li", {}, h("span", {}, sentence(fault)),
    h("button", { type: "button", class: "plain small", "aria-label": `Stop: ${sentence(fault)}`, dataset: { key: `mail-fault-${fault.id}` }, onclick: () => stop(fault) }, "Stop")));
  keepingFocus(active, () => active.replaceChildren(rows.length ? h("ul", { class: "active-faults", "aria-label": "Waiting to happen" }, rows) : h("p", { class: "quiet" }, "Mail works as it should.")));
}

function sentence({ kind, mailbox, left }) {
  const span = left === null ? "until it is stopped" : left === 1 ? "once" : `${left} times`;
  return `${mailbox ?? "Any mailbox"}: ${NAMES[kind] ?? kind}, ${span}`;
}

async function stop({ id }) {
  await remove(`/control/mail/${id}`);
  await refresh();
}
