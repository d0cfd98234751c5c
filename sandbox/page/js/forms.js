// The small forms of the panes: labelled fields, a button, and what came of it.

import { h, uniqueId } from "./dom.js";

/**
 * `fields` are {name, label, kind, options, value, hint, min, required, when}; `send(values)` resolves to the server's answer,
 * `said(answer)` to the words for success. Kinds: text, email, number, select, checkbox. A wide field has a row of its own.
 * `hint` may be a function of the values, and `when` says for which values a field is asked for at all.
 */
export function smallForm({ fields, button, send, said, danger = false }) {
  const controls = fields.map((field) => control(field));
  const words = h("p", { class: "pane-said", role: "status" });
  const values = () => Object.fromEntries(controls.map(({ name, read }) => [name, read()]));
  const fit = () => controls.forEach((control) => control.fit?.(values()));
  const submit = async (event) => {
    event.preventDefault();
    const answer = await send(values());
    words.classList.toggle("trouble", !answer.ok);
    words.textContent = answer.ok ? said(answer) : answer.message ?? answer.error;
  };
  fit();
  return h("form", { onsubmit: submit, onchange: fit }, h("div", { class: "row" }, controls.map(({ node }) => node)),
    h("div", { class: "buttons" }, h("button", { type: "submit", class: danger ? "plain danger-text" : "plain" }, button)), words);
}

function control({ name, label, kind = "text", options = [], value = "", hint, min, required, wide, when, suggestions }) {
  const id = uniqueId("field");
  const hintId = hint ? `${id}-hint` : null;
  const shared = { id, required, "aria-describedby": hintId, dataset: { key: `pane/${label}` } };
  if (kind === "checkbox") return checkbox(name, label, id, value);
  const list = suggestions ? h("datalist", { id: `${id}-known` }, suggestions.map((suggestion) => h("option", { value: suggestion }))) : null;
  const input = kind === "select"
    ? picker(shared, options)
    : h("input", { ...shared, type: kind, min, dir: "auto", value, list: list?.id });
  const more = hint ? h("div", { class: "hint", id: hintId }, typeof hint === "function" ? "" : hint) : null;
  const read = () => (kind === "number" ? Number(input.value) : input.value.trim() || null);
  const node = h("div", { class: wide ? "field wide" : "field" }, h("label", { for: id }, label), input, list, more);
  const fit = (values) => {
    node.hidden = Boolean(when && !when(values));
    if (typeof hint === "function") more.textContent = hint(values);
  };
  return { name, node, read, fit };
}

/** A native list; `options` may be a function, asked anew by `refill(container)` after the world has changed. */
export function picker(attributes, options) {
  const select = h("select", attributes);
  const fill = () => {
    const kept = select.value;
    const rows = typeof options === "function" ? options() : options;
    select.replaceChildren(...rows.map((row) => h("option", { value: row.value }, row.text)));
    if (rows.some((row) => row.value === kept)) select.value = kept;
  };
  select.refill = fill;
  fill();
  return select;
}

export function refill(container) {
  for (const select of container.querySelectorAll("select")) select.refill?.();
}

function checkbox(name, label, id, value) {
  const input = h("input", { type: "checkbox", id, checked: Boolean(value) });
  return { name, node: h("div", { class: "check" }, input, h("label", { for: id }, label)), read: () => input.checked };
}
