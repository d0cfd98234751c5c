// The left side: who acts, and where one can go.

import { avatar } from "./avatars.js";
import { go, reachable } from "./address.js";
import { newMessageButton } from "./direct.js";
import { byTestId, h, keepingFocus, unseen } from "./dom.js";
import { forgetViews } from "./modals.js";
import { companions, currentChannel, emit, isByMail, mailboxOfMine, on, reloadWorld, state } from "./state.js";
import { drawSwitcher } from "./switcher.js";

const switcher = byTestId("person-switcher");
const places = document.getElementById("places");
// Whoever opens the menu while the page is still entering goes nowhere by that.
let entered = false;

export function startSidebar() {
  on("world", draw);
  on("place", () => { draw(); if (entered) showSidebar(false); entered = true; });
  switcher.addEventListener("change", () => become(switcher.value));
  byTestId("menu").addEventListener("click", () => showSidebar(!document.body.classList.contains("sidebar-open")));
  document.getElementById("scrim").addEventListener("click", leave);
  document.getElementById("sidebar").addEventListener("keydown", (event) => { if (event.key === "Escape") leave(); });
}

/** Acts as another person, in the same place or in that which `wanted()` names, if they may see it. */
export async function become(id, wanted = () => state.place) {
  state.me = id;
  const answer = await reloadWorld();
  if (!answer.ok) return answer;
  emit("person");
  await forgetViews();
  // The place of now, not of before: somebody quick may have gone elsewhere meanwhile.
  go(reachable(wanted()));
  return answer;
}

function leave() {
  if (!document.body.classList.contains("sidebar-open")) return;
  showSidebar(false);
  byTestId("menu").focus();
}

function showSidebar(open) {
  if (document.body.classList.contains("sidebar-open") === open) return;
  document.body.classList.toggle("sidebar-open", open);
  byTestId("menu").setAttribute("aria-expanded", String(open));
  if (open) switcher.focus();
}

function draw() {
  drawSwitcher();
  drawMe();
  const sections = isByMail() ? [mailSection()] : slackSections();
  keepingFocus(places, () => places.replaceChildren(...sections));
}

function slackSections() {
  const mine = state.world.channels.filter((channel) => channel.is_member && !channel.is_archived);
  const others = state.world.channels.filter((channel) => !mine.includes(channel));
  return [
    appSection(), channelSection("Channels", mine), directSection(), ...(mailboxOfMine() ? [mailSection()] : []),
    ...(others.length ? [channelSection("Other channels", others)] : [])];
}

function drawMe() {
  const me = state.world.me;
  document.getElementById("me").replaceChildren(avatar(me.id, "avatar-large"),
    h("div", {}, h("div", { class: "me-name", dir: "auto" }, me.name, me.is_guest ? h("span", { class: "badge" }, "Guest") : null, isByMail() ? h("span", { class: "badge" }, "No Slack") : null),
      h("div", { class: "quiet", dir: "auto" }, me.title || "No title")));
}

function appSection() {
  const { bot } = state.world;
  const here = state.place?.tab === "home";
  const status = state.world.installed ? (bot.online === false ? "not running" : "running") : "removed";
  return group("App", [row({ testId: "home", here, pick: () => go({ tab: "home" }), sign: avatar(bot.user_id, "avatar-small"), label: bot.name, note: status, quietNote: status === "running" })]);
}

function channelSection(title, channels) {
  const rows = channels.map((channel) => row({
    testId: `channel-${channel.name}`, here: currentChannel() === channel.id, pick: () => go({ channel: channel.id }), unread: waiting(channel),
    sign: h("span", { class: "hash", "aria-hidden": "true" }, channel.is_private ? "◆" : "#"), label: channel.name,
    hidden: [channel.is_private && "private channel", !channel.is_member && "not a member"].filter(Boolean).join(", "),
    note: channel.is_archived ? "archived" : null, quietNote: true, dim: !channel.is_member || channel.is_archived,
  }));
  return group(title, rows);
}

function directSection() {
  const rows = state.world.ims.map((im) => row({
    testId: `dm-${im.user}`, here: currentChannel() === im.id, pick: () => go({ channel: im.id }), unread: waiting(im),
    sign: avatar(im.user, "avatar-small"), label: companions(im), note: im.user === state.world.bot.user_id ? "app" : null, quietNote: true,
  }));
  return group("Direct messages", [...rows, newMessageButton()]);
}

function mailSection() {
  const here = state.place?.tab === "mail";
  return group("Mail", [row({ testId: "mailbox", here, pick: () => go({ tab: "mail" }), unread: mailboxOfMine().unread, sign: h("span", { class: "hash", "aria-hidden": "true" }, "✉"), label: "Letters" })]);
}

// What arrives in the conversation on screen is being read.
const waiting = (conversation) => (currentChannel() === conversation.id ? 0 : conversation.unread);

function group(title, rows) {
  return h("section", {}, h("h2", {}, title), rows.length ? h("ul", {}, rows.map((item) => h("li", {}, item))) : h("p", { class: "quiet" }, "None yet"));
}

function row({ testId, here, pick, sign, label, unread, hidden, note, quietNote, dim }) {
  const classes = ["place", here && "here", unread && "unread", dim && "dim"].filter(Boolean).join(" ");
  return h("button", { type: "button", class: classes, "data-testid": testId, dataset: { key: testId }, "aria-current": here ? "page" : null, onclick: pick },
    sign, h("span", { class: "place-label", dir: "auto" }, label), hidden ? unseen(`, ${hidden}`) : null,
    note ? h("span", { class: quietNote ? "place-note" : "place-note loud" }, note) : null,
    unread ? h("span", { class: "count" }, String(unread), unseen(" unread")) : null);
}
