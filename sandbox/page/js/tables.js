// table and data_table blocks, and the tables that stand beside charts.

import { h, unseen } from "./dom.js";
import { richText } from "./richtext.js";

const NUMERIC = /^[-+−]?[$€£]?\d[\d,.\s]*\s?%?$|^[-–—]$/;

export function tableBlock(block) {
  const [header, ...rows] = (block.rows ?? []).map((row) => row.map(cell));
  const aligns = (block.column_settings ?? []).map((setting) => setting?.align ?? null);
  return plainTable({ header: header ?? [], rows, aligns });
}

/** A table with sortable columns and pages. */
export function dataTableBlock(block) {
  const [header, ...rows] = (block.rows ?? []).map((row) => row.map(cell));
  const view = { sort: null, down: false, page: 0, size: block.page_size ?? 5 };
  const holder = h("div", { class: "data-table" });
  const rowHeader = block.row_header_column_index ?? 0;
  const draw = () => {
    const ordered = sorted(rows, view);
    const shown = ordered.slice(view.page * view.size, (view.page + 1) * view.size);
    const sorter = (index) => { Object.assign(view, { down: view.sort === index && !view.down, sort: index, page: 0 }); draw(); };
    const kept = document.activeElement?.dataset?.key;
    holder.replaceChildren(
      plainTable({ caption: block.caption, header, rows: shown, numericRows: rows, rowHeader, sorter, view }),
      ...(rows.length > view.size ? [pager(rows.length, view, draw)] : []),
    );
    if (kept) holder.querySelector(`[data-key="${CSS.escape(kept)}"]`)?.focus();
  };
  draw();
  return holder;
}

/** Cells are {text, nodes}; numeric columns stand right unless `aligns` says otherwise. */
export function plainTable({ caption, header, rows, aligns = [], numericRows = rows, rowHeader = null, sorter, view }) {
  const sides = header.map((_, index) => aligns[index] ?? (isNumeric(numericRows, index) ? "right" : null));
  const table = h("table", {},
    caption ? h("caption", { dir: "auto" }, caption) : null,
    h("thead", {}, h("tr", {}, header.map((cell, index) => headerCell(cell, index, sides[index], sorter, view)))),
    h("tbody", {}, rows.map((row) => h("tr", {}, row.map((cell, index) => bodyCell(cell, sides[index], index === rowHeader))))));
  return h("div", { class: "table-scroll", role: "group", tabindex: 0, "aria-label": caption || "Table" }, table);
}

function cell(raw) {
  if (raw === null || raw === undefined) return { text: "", nodes: [] };
  if (typeof raw === "string" || typeof raw === "number") return { text: String(raw), nodes: [String(raw)] };
  if (raw.type === "rich_text") {
    const node = richText(raw);
    return { text: node.textContent, nodes: [node] };
  }
  const text = String(raw.text ?? raw.value ?? "");
  return { text, nodes: [text], numeric: raw.type === "raw_number", value: raw.value };
}

function headerCell(cell, index, side, sorter, view) {
  const sort = view?.sort === index ? (view.down ? "descending" : "ascending") : null;
  const mark = { ascending: " ▲", descending: " ▼" }[sort] ?? "";
  const inside = sorter
    ? h("button", { type: "button", class: "sorter", onclick: () => sorter(index), dataset: { key: `sort-${index}` } },
      cell.nodes, h("span", { "aria-hidden": "true" }, mark), unseen(", sort"))
    : cell.nodes;
  return h("th", { scope: "col", class: side, "aria-sort": sort, dir: "auto" }, inside);
}

function bodyCell(cell, side, isHeader) {
  return h(isHeader ? "th" : "td", { scope: isHeader ? "row" : null, class: side, dir: "auto" }, cell.nodes);
}

function isNumeric(rows, index) {
  const cells = rows.map((row) => row[index]).filter((cell) => cell && cell.text.trim());
  return cells.length > 0 && cells.every((cell) => cell.numeric || NUMERIC.test(cell.text.trim()));
}

function sorted(rows, { sort, down }) {
  if (sort === null) return rows;
  const number = (cell) => Number(cell.value ?? cell.text.replace(/[^\d.-]/g, ""));
  const numeric = isNumeric(rows, sort);
  const order = (a, b) => (numeric ? number(a[sort]) - number(b[sort]) : a[sort].text.localeCompare(b[sort].text));
  return [...rows].sort((a, b) => (down ? order(b, a) : order(a, b)));
}

function pager(total, view, draw) {
  const last = Math.ceil(total / view.size) - 1;
  const turn = (step) => () => { view.page += step; draw(); };
  const from = view.page * view.size + 1;
  const button = (words, step, off) =>
    h("button", { type: "button", class: "plain small", disabled: off, onclick: turn(step), dataset: { key: words } }, words);
  return h("div", { class: "pager" },
    button("Previous rows", -1, view.page === 0),
    h("span", { role: "status" }, `${from}–${Math.min(total, from + view.size - 1)} of ${total}`),
    button("Next rows", 1, view.page === last));
}
