// Slack's mrkdwn as document nodes: emphasis, code, quotes, mentions, dates, links, emoji.

import { h, link } from "./dom.js";
import { emoji, withEmoji } from "./emoji.js";
import { channel, nameOf, state, zone } from "./state.js";
import { fillTokens, fullDate, clockTime } from "./time.js";

const EMPHASIS = { "*": "strong", _: "em", "~": "s" };

/** Nodes for a mrkdwn text. */
export function mrkdwn(text) {
  const pieces = String(text ?? "").split(/```/);
  return pieces.flatMap((piece, index) => {
    const fenced = index % 2 === 1 && index < pieces.length - 1;
    if (fenced) return h("pre", {}, unescaped(piece.replace(/^\n/, "")));
    return lines(index % 2 === 1 ? `\`\`\`${piece}` : piece);
  });
}

/** Nodes for a text object: plain_text or mrkdwn. */
export function textNodes(object) {
  if (!object) return [];
  if (typeof object === "string") return withEmoji(object);
  if (object.type === "mrkdwn") return mrkdwn(object.text);
  return object.emoji === false ? [object.text] : withEmoji(object.text);
}

/** The same text as one plain string, for accessible names. */
export function plainText(object) {
  const holder = h("span", {}, textNodes(object));
  return holder.textContent;
}

export function userMention(id) {
  const mine = id === state.me ? " mine" : "";
  return h("span", { class: `mention${mine}`, dir: "auto" }, `@${nameOf(id)}`);
}

export function channelMention(id, fallback) {
  return h("span", { class: "mention", dir: "auto" }, `#${channel(id)?.name ?? fallback ?? "private channel"}`);
}

export function broadcastMention(name) {
  return h("span", { class: "mention wide" }, `@${name}`);
}

/** A date written for the acting person, with the full moment as its title. */
export function moment(unix, format, fallback, address, opensLine = false) {
  const seconds = Number(unix);
  if (Number.isNaN(new Date(seconds * 1000).getTime())) return document.createTextNode(fallback ?? "");
  const filled = fillTokens(format, seconds, zone(), state.world?.now ?? Date.now() / 1000);
  const words = opensLine ? filled.charAt(0).toUpperCase() + filled.slice(1) : filled;
  const title = `${fullDate(seconds, zone())}, ${clockTime(seconds, zone())} (${zone()})`;
  const node = h("time", { datetime: new Date(seconds * 1000).toISOString(), title }, words);
  return address ? link(address, node) : node;
}

function lines(text) {
  const out = [];
  let quoted = [];
  const closeQuote = () => {
    if (quoted.length) out.push(h("blockquote", { dir: "auto" }, joined(quoted)));
    quoted = [];
  };
  const rows = text.split("\n");
  rows.forEach((row, index) => {
    const quote = /^(?:&gt;|>) ?(.*)$/.exec(row);
    if (quote) return void quoted.push(quote[1]);
    const afterQuote = quoted.length > 0;
    closeQuote();
    if (index > 0 && !afterQuote) out.push("\n");
    out.push(...inline(row, true));
  });
  closeQuote();
  return out;
}

function joined(rows) {
  return rows.flatMap((row, index) => (index ? ["\n", ...inline(row, true)] : inline(row, true)));
}

/** `opensLine`: the text begins a line, so a date such as "today" begins with a capital. */
function inline(text, opensLine = false) {
  const out = [];
  let plain = "";
  let at = 0;
  while (at < text.length) {
    const found = token(text, at, opensLine && at === 0);
    if (!found) {
      plain += text[at];
      at += 1;
      continue;
    }
    if (plain) out.push(unescaped(plain));
    plain = "";
    out.push(found.node);
    at += found.length;
  }
  if (plain) out.push(unescaped(plain));
  return out;
}

function token(text, at, opensLine) {
  const rest = text.slice(at);
  const sign = text[at];
  if (sign === "`") return matched(/^`([^`\n]+)`/, rest, (inner) => h("code", {}, unescaped(inner)));
  if (sign === "<") return matched(/^<([^<>\n]+)>/, rest, (inner) => angle(inner, opensLine));
  if (sign === ":") return matched(/^:([a-z0-9_+'-]+(?:::skin-tone-\d)?):/, rest, emoji);
  if (sign === "h") return boundary(text, at) && matched(/^(https?:\/\/[^\s<>]*[^\s<>.,;:!?)])/, rest, bareLink);
  if (EMPHASIS[sign] && boundary(text, at)) return emphasis(sign, rest, opensLine);
  return null;
}

function emphasis(sign, rest, opensLine) {
  const s = sign === "*" ? "\\*" : sign;
  const pattern = new RegExp(`^${s}([^\\s${s}](?:[^${s}\\n]*[^\\s${s}])?)${s}(?![\\p{L}\\p{N}])`, "u");
  return matched(pattern, rest, (inner) => h(EMPHASIS[sign], {}, inline(inner, opensLine)));
}

function boundary(text, at) {
  return at === 0 || !/[\p{L}\p{N}]/u.test(text[at - 1]);
}

function matched(pattern, rest, build) {
  const match = pattern.exec(rest);
  return match && { node: build(match[1]), length: match[0].length };
}

function bareLink(address) {
  return link(unescaped(address), unescaped(address));
}

function angle(inner, opensLine) {
  const [head, ...tail] = inner.split("|");
  const label = tail.length ? unescaped(tail.join("|")) : null;
  if (head.startsWith("@")) return userMention(head.slice(1));
  if (head.startsWith("#")) return channelMention(head.slice(1), label);
  if (head.startsWith("!date^")) return dateToken(head, label, opensLine);
  if (head.startsWith("!subteam^")) return broadcastMention((label ?? "group").replace(/^@/, ""));
  if (head.startsWith("!")) return broadcastMention(head.slice(1));
  return link(unescaped(head), label ?? unescaped(head).replace(/^mailto:/, ""));
}

function dateToken(head, fallback, opensLine) {
  const [, unix, format, address] = head.split("^");
  return moment(unix, unescaped(format ?? "{date}"), fallback, address && unescaped(address), opensLine);
}

function unescaped(text) {
  return text.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&");
}
