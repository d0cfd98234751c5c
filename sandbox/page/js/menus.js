// Small menus that open under a button and are worked by keyboard alone.

import { h } from "./dom.js";

/** A button with a menu; `items()` gives [{label, pick, href?, hint?}] at the moment of opening. */
export function menuButton({ items, menuLabel, ...attributes }, ...content) {
  const button = h("button", { type: "button", "aria-haspopup": "menu", "aria-expanded": "false", ...attributes }, content);
  button.addEventListener("click", () => openMenu(button, menuLabel, items()));
  button.addEventListener("keydown", (event) => {
    if (event.key !== "ArrowDown") return;
    event.preventDefault();
    openMenu(button, menuLabel, items());
  });
  return button;
}

function openMenu(button, label, items) {
  const close = () => menu.hidePopover();
  const menu = h("div", { class: "menu", role: "menu", popover: "auto", "aria-label": label }, items.map((item) => menuItem(item, close)));
  menu.addEventListener("keydown", moveWithin(menu, close));
  menu.addEventListener("toggle", (event) => {
    if (event.newState === "open") return;
    button.setAttribute("aria-expanded", "false");
    if (menu.contains(document.activeElement) || document.activeElement === document.body) standing(button)?.focus();
    menu.remove();
  });
  // Inside a modal dialog everything outside it is inert, so the menu must live in the dialog;
  // elsewhere it stays in the landmark it belongs to.
  (button.closest("dialog, aside, main") ?? document.body).append(menu);
  menu.showPopover();
  place(menu, button);
  button.setAttribute("aria-expanded", "true");
  menu.querySelector("[role=menuitem]")?.focus();
}

/** The button, or the one that has taken its place while the menu was open. */
function standing(button) {
  if (button.isConnected || !button.dataset.key) return button;
  return document.querySelector(`[data-key="${CSS.escape(button.dataset.key)}"]`);
}

function menuItem(item, close) {
  const pick = () => { close(); item.pick?.(); };
  const inside = [h("span", { dir: "auto" }, item.label), item.hint ? h("small", { dir: "auto" }, item.hint) : null];
  if (item.href) return h("a", { role: "menuitem", tabindex: -1, href: item.href, target: "_blank", rel: "noopener noreferrer", onclick: pick }, inside);
  return h("button", { type: "button", role: "menuitem", tabindex: -1, onclick: pick }, inside);
}

function moveWithin(menu, close) {
  return (event) => {
    const items = [...menu.querySelectorAll("[role=menuitem]")];
    const at = items.indexOf(document.activeElement);
    const target = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: items.length - 1 }[event.key];
    if (event.key === "Tab") close();
    if (target === undefined) return;
    event.preventDefault();
    items.at(target % items.length)?.focus();
  };
}

function place(menu, button) {
  const anchor = button.getBoundingClientRect();
  const { width, height } = menu.getBoundingClientRect();
  const below = anchor.bottom + height + 8 < window.innerHeight;
  const left = Math.max(8, Math.min(anchor.left, window.innerWidth - width - 8));
  const top = below ? anchor.bottom + 4 : Math.max(8, anchor.top - height - 4);
  Object.assign(menu.style, { left: `${left}px`, top: `${top}px` });
}
