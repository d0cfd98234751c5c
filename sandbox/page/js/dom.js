// Builds document nodes; message data only ever becomes text nodes and attributes, never markup.

const SVG = "http://www.w3.org/2000/svg";
let lastId = 0;

/** An element. Attributes: "on…" functions listen, `dataset` and `style` take objects, null and false are left out. */
export function h(tag, attributes, ...children) {
  return assemble(document.createElement(tag), attributes, children);
}

export function svg(tag, attributes, ...children) {
  return assemble(document.createElementNS(SVG, tag), attributes, children);
}

/** An id no other element has, to tie labels and descriptions to inputs. */
export function uniqueId(prefix) {
  lastId += 1;
  return `${prefix}-${lastId}`;
}

export function byTestId(name, root = document) {
  return root.querySelector(`[data-testid="${CSS.escape(name)}"]`);
}

/** Runs `render`, then gives the focus back to the element with the same data-key. */
export function keepingFocus(container, render) {
  const active = container.contains(document.activeElement) ? document.activeElement : null;
  const key = active?.dataset.key;
  const caret = active && "selectionStart" in active ? [active.selectionStart, active.selectionEnd] : null;
  const search = active?.ariaExpanded === "true" && "value" in active ? active.value : null;
  render();
  if (!key || container.contains(document.activeElement)) return;
  const successor = container.querySelector(`[data-key="${CSS.escape(key)}"]`);
  successor?.focus({ preventScroll: true });
  if (successor && search !== null) searchOn(successor, search);
  if (successor && caret && caret[0] !== null) restoreCaret(successor, caret);
}

/** Hidden text for screen readers. */
export function unseen(text) {
  return h("span", { class: "unseen" }, text);
}

/** Announces `text` politely to screen readers. */
export function announce(text) {
  const region = document.getElementById("announcements");
  region.textContent = "";
  window.setTimeout(() => { region.textContent = text; }, 50);
}

/** Addresses that may become links; anything else stays text. */
export function safeAddress(address) {
  if (typeof address !== "string") return null;
  return /^(https?:|mailto:|tel:|\/(?!\/))/i.test(address.trim()) ? address.trim() : null;
}

export function link(address, ...children) {
  const href = safeAddress(address);
  if (!href) return h("span", {}, ...children);
  return h("a", { href, target: "_blank", rel: "noopener noreferrer" }, ...children);
}

function assemble(node, attributes, children) {
  for (const [name, value] of Object.entries(attributes ?? {})) setAttribute(node, name, value);
  node.append(...children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false));
  return node;
}

function setAttribute(node, name, value) {
  if (value === null || value === undefined || value === false) return;
  if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
  else if (name === "dataset" || name === "style") Object.assign(node[name], value);
  else if (name === "value" && "value" in node) node.value = value;
  else node.setAttribute(name, value === true ? "" : value);
}

/** What was being searched for in an open list is asked for once more. */
function searchOn(field, words) {
  field.value = words;
  field.dispatchEvent(new Event("input"));
}

function restoreCaret(field, [start, end]) {
  // Date and number fields refuse selections; they keep their own caret.
  try { field.setSelectionRange(start, end); } catch { /* The field type has no caret to set. */ }
}
