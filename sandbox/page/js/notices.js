// Slack's own words to one person: refused commands and failed actions, shown under the messages until dismissed.

import { h } from "./dom.js";
import { currentChannel, emit, state } from "./state.js";

const notices = [];

export function notice(channel, words) {
  notices.push({ person: state.me, channel: channel ?? null, words });
  emit("notices");
}

export function forgetNotices(channel) {
  for (let index = notices.length - 1; index >= 0; index -= 1) {
    if (notices[index].channel === channel && notices[index].person === state.me) notices.splice(index, 1);
  }
  emit("notices");
}

export function drawNotices(holder) {
  const here = currentChannel();
  const mine = notices.filter((entry) => entry.person === state.me && (entry.channel === null || entry.channel === here || here === null));
  holder.replaceChildren(...mine.map(card));
}

function card(entry) {
  const dismiss = () => { notices.splice(notices.indexOf(entry), 1); emit("notices"); };
  return h("div", { class: "notice", "data-testid": "notice" },
    h("div", {}, h("div", { class: "only-you" }, "Only visible to you"), h("p", { dir: "auto" }, h("strong", {}, "Sandbox: "), entry.words)),
    h("button", { type: "button", class: "plain small", onclick: dismiss }, "Dismiss"));
}
