// rich_text blocks: sections, lists, quotes, preformatted text and their inline elements.

import { h, link } from "./dom.js";
import { emoji } from "./emoji.js";
import { broadcastMention, channelMention, moment, userMention } from "./mrkdwn.js";

export function richText(block) {
  return h("div", { class: "rich-text" }, (block.elements ?? []).map(part));
}

function part(element) {
  if (element.type === "rich_text_list") return list(element);
  const inside = inlines(element.elements);
  if (element.type === "rich_text_quote") return h("blockquote", { dir: "auto" }, inside);
  if (element.type === "rich_text_preformatted") return h("pre", {}, inside);
  return h("div", { class: "text", dir: "auto" }, inside);
}

const SIGNS = { ul: ["disc", "circle", "square"], ol: ["decimal", "lower-alpha", "lower-roman"] };

function list(element) {
  const tag = element.style === "ordered" ? "ol" : "ul";
  const indent = element.indent ?? 0;
  const start = element.offset ? element.offset + 1 : null;
  const items = element.elements.map((item) => h("li", { dir: "auto" }, item.type === "rich_text_list" ? list(item) : inlines(item.elements)));
  return h(tag, { start, style: { listStyleType: SIGNS[tag][indent % 3], marginInlineStart: `${22 * indent}px` } }, items);
}

function inlines(elements = []) {
  return elements.map(inline);
}

function inline(element) {
  const node = INLINE[element.type]?.(element) ?? document.createTextNode(element.text ?? "");
  return styled(node, element.style);
}

const INLINE = {
  text: (element) => document.createTextNode(element.text),
  link: (element) => link(element.url, element.text || element.url),
  emoji: (element) => emoji(element.name),
  user: (element) => userMention(element.user_id),
  channel: (element) => channelMention(element.channel_id),
  usergroup: () => broadcastMention("group"),
  broadcast: (element) => broadcastMention(element.range),
  date: (element) => moment(element.timestamp, element.format ?? "{date}", element.fallback, element.url),
  color: (element) => h("code", {}, element.value),
};

const STYLES = [["code", "code"], ["strike", "s"], ["italic", "em"], ["bold", "strong"], ["underline", "u"]];

function styled(node, style = {}) {
  return STYLES.reduce((inner, [name, tag]) => (style[name] ? h(tag, {}, inner) : inner), node);
}
