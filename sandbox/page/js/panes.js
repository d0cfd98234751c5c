// The panes at the right, one at a time, each opened by a button of the heading.

import { byTestId } from "./dom.js";

const panes = [];

/** Ties a pane to its button `<name>-toggle` and its closing button; `opened` and `closed` are told. */
export function startPane(name, { opened, closed }) {
  const node = document.getElementById(name);
  const toggle = byTestId(`${name}-toggle`);
  const pane = { node, toggle, opened, closed };
  panes.push(pane);
  const leave = () => { show(pane, false); toggle.focus(); };
  toggle.addEventListener("click", () => show(pane, node.hidden));
  byTestId(`${name}-close`).addEventListener("click", leave);
  node.addEventListener("keydown", (event) => { if (event.key === "Escape" && !event.defaultPrevented) leave(); });
}

function show(pane, open) {
  if (open) for (const other of panes) if (other !== pane) show(other, false);
  if (pane.node.hidden !== open) return;
  pane.node.hidden = !open;
  pane.toggle.setAttribute("aria-expanded", String(open));
  if (open) enter(pane);
  else pane.closed?.();
}

function enter(pane) {
  pane.opened?.();
  // A pane that lies over the page hides the button that opened it, so the focus goes along.
  if (window.getComputedStyle(pane.node).position === "fixed") pane.node.querySelector("button").focus();
}
