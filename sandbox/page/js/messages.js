// One message, and a list of messages that redraws only what changed.

import { tell } from "./api.js";
import { avatar } from "./avatars.js";
import { renderBlocks } from "./blocks.js";
import { h, keepingFocus, link, uniqueId } from "./dom.js";
import { menuButton } from "./menus.js";
import { mrkdwn, plainText } from "./mrkdwn.js";
import { notice } from "./notices.js";
import { reactionItems, reactionRow } from "./reactions.js";
import { emit, isBot, nameOf, state, zone } from "./state.js";
import { createSurface } from "./surface.js";
import { clockTime, dayKey, dayTitle, fullDate } from "./time.js";

const entered = new Map();
const FAILURES = {
  operation_timeout: "the app took longer than three seconds to answer (operation_timeout).",
  dispatch_failed: "the app did not answer; it may be stopped, or it met an error (dispatch_failed).",
};

/** Redraws `list` (an <ol>) with `messages`, "New" above `options.newFrom`; returns those that were not there before. */
export function drawMessages(list, messages, channel, options = {}) {
  const before = new Map([...list.children].map((row) => [row.dataset.key, row]));
  const fresh = [];
  const rows = [];
  let day = null;
  for (const message of messages.filter(isThere)) {
    const key = `${message.ts}${message.ephemeral ? "-private" : ""}`;
    const today = dayKey(Number(message.ts), zone());
    if (today !== day) rows.push(dayRow(before, Number(message.ts), today));
    day = today;
    if (!before.has(key)) fresh.push(message);
    if (message.ts === options.newFrom) rows.push(before.get("new") ?? h("li", { class: "day new", dataset: { key: "new" }, "data-testid": "new-divider" }, h("span", {}, "New")));
    rows.push(messageRow(before, key, message, channel, options));
  }
  keepingFocus(list, () => replaceRows(list, rows));
  return fresh;
}

/** What only its reader sees is gone when the page is loaded anew, as in Slack. */
const isThere = (message) => !message.ephemeral || Number(message.ts) >= state.opened;

/** The timestamp of the first of the last `unread` messages that others wrote; null where all is read. */
export function firstUnread(messages, unread) {
  return messages.filter((message) => message.user !== state.me).slice(-unread || messages.length)[0]?.ts ?? null;
}

/** The words of a message for an announcement. */
export function spoken(message) {
  const words = plainText({ type: "mrkdwn", text: message.text ?? "" });
  return `${nameOf(message.user)}: ${words.slice(0, 300)}`;
}

function replaceRows(list, rows) {
  const wanted = new Set(rows);
  for (const row of [...list.children]) if (!wanted.has(row)) row.remove();
  rows.forEach((row, index) => {
    if (list.children[index] !== row) list.insertBefore(row, list.children[index] ?? null);
  });
}

function dayRow(before, unix, today) {
  const key = `day-${today}`;
  const title = dayTitle(unix, zone(), state.world.now);
  const known = before.get(key);
  if (known?.textContent === title) return known;
  return h("li", { class: "day", dataset: { key } }, h("span", {}, title));
}

function messageRow(before, key, message, channel, options) {
  // "Tomorrow" is another day once the clock has moved.
  const fingerprint = JSON.stringify([message, state.me, zone(), dayKey(state.world.now, zone())]);
  const known = before.get(key);
  if (known && known.fingerprint === fingerprint) return known;
  const row = h("li", { dataset: { key } }, messageCard(message, channel, options));
  row.fingerprint = fingerprint;
  return row;
}

function messageCard(message, channel, options) {
  if (message.subtype) return systemNotice(message);
  const authorId = uniqueId("author");
  const surface = messageSurface(message, channel);
  const unix = Number(message.ts);
  const time = h("time", { datetime: new Date(unix * 1000).toISOString(), title: `${fullDate(unix, zone())}, ${zone()}` }, clockTime(unix, zone()));
  const kind = message.ephemeral ? "message private" : "message";
  return h("article", { class: kind, "data-testid": "message", "data-ts": message.ts, "aria-labelledby": authorId, tabindex: -1 },
    avatar(message.user),
    h("div", { class: "message-main" },
      message.ephemeral ? h("div", { class: "only-you" }, "Only visible to you") : null,
      h("div", { class: "byline", id: authorId },
        h("strong", { dir: "auto" }, nameOf(message.user)), isBot(message.user) ? h("span", { class: "badge" }, "APP") : null, time,
        message.edited ? h("span", { class: "quiet" }, "(edited)") : null),
      h("div", { class: "message-body" }, body(message, surface)),
      previews(message, surface),
      files(message.files),
      message.app_error ? h("p", { class: "app-error", role: "alert" }, h("strong", {}, "Not delivered: "), FAILURES[message.app_error] ?? message.app_error) : null,
      reactionRow(message, channel),
      replies(message, options)),
    options.plain ? null : moreActions(message, channel, options));
}

/** Slack's own line about the channel: who came and left, what was renamed. */
function systemNotice(message) {
  return h("article", { class: "message system", "data-testid": "message", "data-ts": message.ts }, h("p", { class: "quiet", dir: "auto" }, mrkdwn(message.text), " ",
    h("time", { datetime: new Date(Number(message.ts) * 1000).toISOString() }, clockTime(Number(message.ts), zone()))));
}

function messageSurface(message, channel) {
  const key = `${channel}/${message.ts}`;
  if (!entered.has(key)) entered.set(key, new Map());
  const trouble = (words) => notice(channel, words);
  return createSurface({ identity: { channel, ts: message.ts }, stored: message.state?.values, entered: entered.get(key), trouble });
}

function body(message, surface) {
  if (message.blocks?.length) return renderBlocks(message.blocks, surface);
  return h("div", { class: "text", dir: "auto" }, mrkdwn(message.text));
}

/** What the app shows of links in the message. */
function previews(message, surface) {
  return (message.unfurls ?? []).map((preview) => h("div", { class: "preview" },
    preview.blocks?.length ? renderBlocks(preview.blocks, surface) : [h("strong", { dir: "auto" }, preview.title ?? ""), h("div", { class: "text", dir: "auto" }, mrkdwn(preview.text ?? ""))]));
}

function files(list) {
  if (!list?.length) return null;
  return h("ul", { class: "files" }, list.map((file) => h("li", {}, fileLink(file))));
}

function fileLink(file) {
  if (!/\.(png|jpe?g|gif|svg|webp)$/i.test(file.name)) return link(file.url, file.name);
  return link(file.url, h("img", { src: file.url, alt: file.alt_txt || file.name, loading: "lazy" }));
}

function replies(message, options) {
  if (!message.reply_count || !options.openThread) return null;
  const words = message.reply_count === 1 ? "1 reply" : `${message.reply_count} replies`;
  return h("button", { type: "button", class: "replies", dataset: { key: `replies-${message.ts}` }, onclick: () => options.openThread(message.ts) }, words);
}

function moreActions(message, channel, options) {
  if (message.ephemeral) return null;
  const items = () => [
    ...(options.openThread ? [{ label: "Reply in thread", pick: () => options.openThread(message.ts) }] : []),
    ...reactionItems(message, channel),
    ...state.world.shortcuts.filter((shortcut) => shortcut.type === "message").map((shortcut) => ({
      label: shortcut.name, hint: shortcut.description, pick: () => runShortcut({ callback_id: shortcut.callback_id, channel, ts: message.ts }),
    })),
  ];
  const label = `More actions for the message of ${nameOf(message.user)} at ${clockTime(Number(message.ts), zone())}`;
  return menuButton({ items, menuLabel: "More actions", class: "plain small more", "aria-label": label, title: "More actions", dataset: { key: `more-${message.ts}` } },
    h("span", { "aria-hidden": "true" }, "⋯"));
}

/** Runs a global or message shortcut and shows what went wrong, if anything did. */
export async function runShortcut(fields) {
  const answer = await tell("/ui/shortcut", { as: state.me, ...fields });
  if (!answer.ok) notice(fields.channel, answer.message ?? answer.error);
  emit("acted");
}
