// Reactions below a message: who has which, put there and taken away by pressing.

import { tell } from "./api.js";
import { h } from "./dom.js";
import { emoji } from "./emoji.js";
import { notice } from "./notices.js";
import { emit, nameOf, state } from "./state.js";

const OFTEN = { "+1": "👍 thumbs up", white_check_mark: "✅ check mark", tada: "🎉 tada" };

export function reactionRow(message, channel) {
  if (!message.reactions?.length) return null;
  return h("ul", { class: "reactions", "aria-label": "Reactions" }, message.reactions.map((reaction) => h("li", {}, chip(reaction, message, channel))));
}

/** What the menu of a message offers; pressing once more takes a reaction away. */
export function reactionItems(message, channel) {
  return Object.entries(OFTEN).map(([name, sign]) => ({ label: `React with ${sign}`, pick: () => react(name, message, channel) }));
}

function chip({ name, users, count }, message, channel) {
  const people = users.map(nameOf).join(", ");
  return h("button", {
    type: "button", class: "reaction", "aria-pressed": String(users.includes(state.me)), title: `${people}: ${name.replaceAll("_", " ")}`,
    dataset: { key: `reaction-${message.ts}-${name}` }, onclick: () => react(name, message, channel),
  }, emoji(name), h("span", {}, String(count)));
}

async function react(name, message, channel) {
  const answer = await tell("/ui/reaction", { as: state.me, channel, ts: message.ts, name });
  if (!answer.ok) notice(channel, answer.message ?? answer.error);
  emit("acted");
}
