// Modals: a native dialog that shows the top of the person's stack of views.

import { ask, tell } from "./api.js";
import { renderBlocks } from "./blocks.js";
import { byTestId, h, keepingFocus, uniqueId } from "./dom.js";
import { allUploads } from "./elements_fields.js";
import { plainText } from "./mrkdwn.js";
import { emit, on, state } from "./state.js";
import { createSurface, enteredValues, forgetMissing } from "./surface.js";

const entries = new Map();
let dialog = null;
let drawn = null;
let opener = null;
let turn = 0;
let faultWanted = false;

export function startModals() {
  on("place", () => { if (drawn && drawn.person !== state.me) reloadViews(); });
}

/** Fetches the person's stack of views and shows the top one, or closes the dialog. */
export async function reloadViews() {
  turn += 1;
  const mine = turn;
  const answer = await ask("/ui/views", { as: state.me });
  if (!answer.ok || mine !== turn) return;
  const top = answer.stack.at(-1);
  for (const id of entries.keys()) if (!answer.stack.some((view) => view.id === id)) entries.delete(id);
  if (!top) return close();
  draw(top, answer.stack);
  if (faultWanted) focusFault();
}

/** Closes what an earlier visit of this person left open: in Slack, modals do not outlive a reload. */
export async function forgetViews() {
  const { stack } = await ask("/ui/views", { as: state.me });
  if (stack?.length) await tell("/ui/close", { as: state.me, view_id: stack[0].id });
}

function draw(view, stack) {
  const below = stack.at(-2);
  const errors = view.errors ?? {};
  const fingerprint = JSON.stringify([state.me, view.id, view.hash, view.blocks, errors, view.title]);
  if (drawn?.fingerprint === fingerprint) return;
  const same = drawn?.view.id === view.id && dialog;
  const fresh = !dialog;
  if (fresh) open();
  drawn = { fingerprint, view, bottom: stack[0].id, person: state.me };
  const scrolled = same ? dialog.querySelector(".modal-body").scrollTop : 0;
  keepingFocus(dialog, () => dialog.replaceChildren(form(view, below, errors)));
  dialog.querySelector(".modal-body").scrollTop = scrolled;
  if (!same) focusFirst();
  else if (!dialog.contains(document.activeElement)) dialog.querySelector("h2").focus();
}

function open() {
  const active = document.activeElement;
  opener = active?.dataset?.key ?? null;
  dialog = h("dialog", { class: "modal", "data-testid": "modal" });
  dialog.addEventListener("cancel", (event) => { event.preventDefault(); dismiss(); });
  document.body.append(dialog);
  dialog.showModal();
}

function close() {
  if (!dialog) return;
  dialog.close();
  dialog.remove();
  dialog = null;
  drawn = null;
  if (document.activeElement && document.activeElement !== document.body) return;
  const back = opener && document.querySelector(`[data-key="${CSS.escape(opener)}"]`);
  (back ?? byTestId("composer"))?.focus();
}

function form(view, below, errors) {
  const titleId = uniqueId("modal");
  dialog.setAttribute("aria-labelledby", titleId);
  if (!entries.has(view.id)) entries.set(view.id, new Map());
  forgetMissing(entries.get(view.id), view.blocks);
  const surface = createSurface({
    identity: { view_id: view.id }, stored: view.state?.values, entered: entries.get(view.id), errors, trouble: showTrouble,
  });
  return h("form", { novalidate: true, onsubmit: (event) => { event.preventDefault(); submit(surface); } },
    h("header", { class: "modal-head" },
      h("div", {}, below ? h("p", { class: "quiet" }, `Opened from “${plainText(below.title)}”`) : null,
        h("h2", { id: titleId, tabindex: -1, dir: "auto" }, plainText(view.title))),
      h("button", { type: "button", class: "plain small", onclick: () => dismiss(true), "data-testid": "modal-x", "aria-label": below ? "Close all" : "Close", dataset: { key: "modal-x" } }, h("span", { "aria-hidden": "true" }, "×"))),
    h("div", { class: "modal-body", tabindex: 0, role: "group", "aria-labelledby": titleId }, renderBlocks(view.blocks, surface)),
    h("div", { class: "modal-trouble", role: "alert" }),
    h("footer", { class: "buttons end" },
      h("button", { type: "button", class: "plain", "data-testid": "modal-close", onclick: () => dismiss(), dataset: { key: "modal-close" }, dir: "auto" }, view.close ? plainText(view.close) : "Cancel"),
      view.submit ? h("button", { type: "submit", class: "primary", "data-testid": "modal-submit", dataset: { key: "modal-submit" }, dir: "auto" }, plainText(view.submit)) : null));
}

async function submit(surface) {
  const { view } = drawn;
  const button = byTestId("modal-submit", dialog);
  if (!button || button.getAttribute("aria-busy") === "true") return;
  setBusy(true);
  showTrouble("");
  await allUploads();
  const answer = await tell("/ui/submit", { as: state.me, view_id: view.id, values: enteredValues(surface) });
  setBusy(false);
  const hasErrors = Object.keys(answer.errors ?? {}).length > 0;
  // The errors come with the view itself, which is about to be fetched anew.
  faultWanted = hasErrors;
  if (!answer.ok && !hasErrors) showTrouble(answer.message ?? answer.error);
  emit("acted");
}

function focusFault() {
  const wrong = dialog?.querySelector('[aria-invalid="true"]');
  if (!wrong) return;
  faultWanted = false;
  wrong.focus();
  wrong.scrollIntoView({ block: "center" });
}

/** Cancel and Escape close the top view; the cross closes the whole stack, as in Slack. */
async function dismiss(all = false) {
  if (!drawn) return;
  // Closing a view closes those above it, too.
  const answer = await tell("/ui/close", { as: state.me, view_id: all ? drawn.bottom : drawn.view.id });
  if (!answer.ok) showTrouble(answer.message ?? answer.error);
  emit("acted");
}

function showTrouble(words) {
  const holder = dialog?.querySelector(".modal-trouble");
  if (holder) holder.textContent = words;
}

function setBusy(isBusy) {
  if (!dialog) return;
  dialog.querySelector("form").setAttribute("aria-busy", String(isBusy));
  byTestId("modal-submit", dialog)?.setAttribute("aria-busy", String(isBusy));
}

function focusFirst() {
  const body = dialog.querySelector(".modal-body");
  const field = body.querySelector("input:not([type=hidden]), textarea, select");
  (field ?? dialog.querySelector("h2")).focus();
}
