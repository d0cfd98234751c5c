// The markdown block: standard Markdown, the part that apps write.

import { h, link, safeAddress } from "./dom.js";
import { emoji } from "./emoji.js";
import { plainTable } from "./tables.js";

export function markdown(text) {
  const rows = text.replace(/\r/g, "").split("\n");
  const levels = rows.map((row) => /^(#{1,6})\s/.exec(row)?.[1].length).filter(Boolean);
  const top = Math.min(...levels);
  const out = [];
  while (rows.length) out.push(...next(rows, top));
  return h("div", { class: "markdown" }, out);
}

/** The highest heading of a text becomes the page's second level, so that no level is left out. */
function next(rows, top) {
  const row = rows[0];
  if (!row.trim()) return rows.shift() && [];
  if (/^ {0,3}```/.test(row)) return [fence(rows)];
  if (/^ {0,3}(-{3,}|\*{3,}|_{3,})\s*$/.test(row)) return rows.shift() && [h("hr", {})];
  if (/^#{1,6}\s/.test(row)) return [heading(rows.shift(), top)];
  if (/^>/.test(row)) return [quote(rows)];
  if (ITEM.test(row)) return [list(rows)];
  if (row.includes("|") && /^\s*\|?\s*:?-+:?\s*(\||$)/.test(rows[1] ?? "")) return [table(rows)];
  return [paragraph(rows)];
}

const ITEM = /^(\s*)([-*+]|\d+[.)])\s+(\[[ xX]\]\s+)?(.*)$/;

function fence(rows) {
  rows.shift();
  const end = rows.findIndex((row) => /^ {0,3}```/.test(row));
  const inside = rows.splice(0, end < 0 ? rows.length : end);
  rows.shift();
  return h("pre", {}, inside.join("\n"));
}

function heading(row, top) {
  const [, signs, words] = /^(#+)\s+(.*?)\s*#*$/.exec(row);
  return h(`h${Math.min(signs.length - top + 2, 6)}`, { dir: "auto" }, inline(words));
}

function quote(rows) {
  const inside = takeWhile(rows, (row) => /^>/.test(row)).map((row) => row.replace(/^> ?/, ""));
  return h("blockquote", { dir: "auto" }, [...markdown(inside.join("\n")).childNodes]);
}

function list(rows) {
  const depth = ITEM.exec(rows[0])[1].length;
  const ordered = /\d/.test(ITEM.exec(rows[0])[2]);
  const items = [];
  while (rows.length && ITEM.test(rows[0]) && ITEM.exec(rows[0])[1].length >= depth) {
    const [, indent, , box, words] = ITEM.exec(rows[0]);
    if (indent.length > depth && items.length) {
      items.at(-1).append(list(rows));
      continue;
    }
    rows.shift();
    const mark = box ? (/x/i.test(box) ? "☑ " : "☐ ") : null;
    items.push(h("li", { dir: "auto" }, mark, inline(words)));
  }
  return h(ordered ? "ol" : "ul", {}, items);
}

function table(rows) {
  const split = (row) => row.trim().replace(/^\||\|$/g, "").split("|").map((cell) => cell.trim());
  const header = split(rows.shift());
  const aligns = split(rows.shift()).map((rule) => (/^:-+:$/.test(rule) ? "center" : /-:$/.test(rule) ? "right" : null));
  const body = takeWhile(rows, (row) => row.includes("|")).map(split);
  const cells = (row) => row.map((text) => ({ text, nodes: inline(text) }));
  return plainTable({ header: cells(header), rows: body.map(cells), aligns });
}

function paragraph(rows) {
  const inside = [rows.shift(), ...takeWhile(rows, (row) => row.trim() && !/^(#{1,6}\s|>|```)/.test(row) && !ITEM.test(row))];
  const broken = inside.flatMap((row, index) => (index ? [h("br", {}), ...inline(row.trim())] : inline(row.trim())));
  return h("p", { dir: "auto" }, broken);
}

function takeWhile(rows, test) {
  const end = rows.findIndex((row) => !test(row));
  return rows.splice(0, end < 0 ? rows.length : end);
}

const INLINE = [
  [/^\\([\\`*_{}[\]()#+\-.!|~>])/, (match) => match[1]],
  [/^`([^`]+)`/, (match) => h("code", {}, match[1])],
  [/^!\[([^\]]*)\]\(([^)\s]+)[^)]*\)/, (match) => link(match[2], match[1] || match[2])],
  [/^\[([^\]]+)\]\(([^)\s]+)[^)]*\)/, (match) => link(match[2], inline(match[1]))],
  [/^<((?:https?:|mailto:)[^>\s]+)>/, (match) => link(match[1], match[1])],
  [/^\*\*(\S(?:.*?\S)?)\*\*/, (match) => h("strong", {}, inline(match[1]))],
  [/^__(\S(?:.*?\S)?)__/, (match) => h("strong", {}, inline(match[1]))],
  [/^\*(\S(?:[^*]*?\S)?)\*/, (match) => h("em", {}, inline(match[1]))],
  [/^_(\S(?:[^_]*?\S)?)_(?!\w)/, (match) => h("em", {}, inline(match[1]))],
  [/^~~(\S(?:.*?\S)?)~~/, (match) => h("s", {}, inline(match[1]))],
  [/^:([a-z0-9_+'-]+):/, (match) => emoji(match[1])],
  [/^https?:\/\/[^\s<>]*[^\s<>.,;:!?)]/, (match) => (safeAddress(match[0]) ? link(match[0], match[0]) : match[0])],
];

function inline(text) {
  const out = [];
  let plain = "";
  for (let rest = text; rest; ) {
    const rule = INLINE.find(([pattern]) => pattern.test(rest));
    if (!rule) {
      plain += rest[0];
      rest = rest.slice(1);
      continue;
    }
    const match = rule[0].exec(rest);
    out.push(plain, rule[1](match));
    plain = "";
    rest = rest.slice(match[0].length);
  }
  return [...out, plain].filter((piece) => piece !== "");
}
