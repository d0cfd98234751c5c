// Begins a direct message: asks for a person and opens the conversation with them.

import { go } from "./address.js";
import { tell } from "./api.js";
import { combobox } from "./combobox.js";
import { h, uniqueId } from "./dom.js";
import { notice } from "./notices.js";
import { actors, reloadWorld, state } from "./state.js";

export function newMessageButton() {
  return h("button", { type: "button", class: "place add", "data-testid": "new-message", dataset: { key: "new-message" }, onclick: ask },
    h("span", { class: "hash", "aria-hidden": "true" }, "+"), h("span", { class: "place-label" }, "New message"));
}

function ask() {
  const titleId = uniqueId("direct");
  const fieldId = uniqueId("person");
  const close = () => dialog.close();
  const pick = ([id]) => { if (id) { close(); open(id); } };
  const dialog = h("dialog", { class: "confirm roomy", "aria-labelledby": titleId, "data-testid": "new-message-dialog" },
    h("h2", { id: titleId }, "New message"),
    h("div", { class: "field" }, h("label", { for: fieldId }, "To"),
      combobox({ id: fieldId, name: "People", placeholder: "Type a name", picked: [], search: people, changed: pick })),
    h("div", { class: "buttons end" }, h("button", { type: "button", class: "plain", onclick: close }, "Cancel")));
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
  dialog.querySelector("input").focus();
}

async function people(query) {
  const wanted = query.trim().toLowerCase();
  const others = actors().filter((user) => user.id !== state.me && user.name.toLowerCase().includes(wanted));
  return others.map((user) => ({ value: user.id, text: user.name, hint: user.title }));
}

async function open(user) {
  const answer = await tell("/ui/im", { as: state.me, user });
  if (!answer.ok) return notice(null, answer.message ?? answer.error);
  await reloadWorld();
  go({ channel: answer.channel });
}
