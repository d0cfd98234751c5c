// The field in which a person writes a message or a slash command.

import { tell } from "./api.js";
import { completionsFor, hintFor, outgoing } from "./completion.js";
import { announce, h, uniqueId } from "./dom.js";
import { menuButton } from "./menus.js";
import { runShortcut } from "./messages.js";
import { forgetNotices, notice } from "./notices.js";
import { emit, state } from "./state.js";

/** A composer for a channel, or for a thread when `threadTs` is given. */
export function createComposer({ channel, threadTs, title, testId }) {
  const listId = uniqueId("completions");
  const field = h("textarea", {
    rows: 1, "data-testid": testId, dataset: { key: testId }, dir: "auto", "aria-label": threadTs ? "Reply in this thread" : `Message ${title}`,
    placeholder: threadTs ? "Reply…" : `Message ${title} or type / for commands`, "aria-autocomplete": "list", "aria-controls": listId, autocomplete: "off",
  });
  const options = h("div", { class: "options completions", role: "listbox", id: listId, "aria-label": "Suggestions", hidden: true });
  const hint = h("span", { class: "composer-hint", "aria-live": "polite" });
  const send = h("button", { type: "submit", class: "primary", "data-testid": threadTs ? "send-reply" : "send" }, "Send");
  const completer = createCompleter(field, options);

  async function submit() {
    const typed = field.value.trim();
    if (!typed || send.getAttribute("aria-busy") === "true") return;
    completer.close();
    busy(true);
    const answer = await deliver(typed, { channel, threadTs });
    busy(false);
    if (answer.ok || answer.cleared) field.value = "";
    if (!answer.ok) notice(channel, answer.message ?? answer.error);
    fit(field);
    hint.textContent = "";
    emit("acted");
  }

  function busy(isBusy) {
    send.setAttribute("aria-busy", String(isBusy));
    field.readOnly = isBusy;
    hint.textContent = isBusy ? "sending…" : "";
  }

  field.addEventListener("input", () => { fit(field); completer.update(); hint.textContent = hintFor(field.value); });
  field.addEventListener("click", completer.update);
  field.addEventListener("blur", completer.close);
  field.addEventListener("keydown", (event) => {
    if (completer.pressed(event)) return;
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    submit();
  });
  const form = h("form", { class: "composer", onsubmit: (event) => { event.preventDefault(); submit(); } },
    options, field, h("div", { class: "composer-row" }, threadTs ? null : shortcuts(channel), hint, send));
  return form;
}

async function deliver(typed, { channel, threadTs }) {
  const isCommand = /^\/\S/.test(typed);
  const body = { as: state.me, channel, text: outgoing(typed), ...(threadTs ? { thread_ts: threadTs } : {}) };
  forgetNotices(channel);
  if (!isCommand) return tell("/ui/message", body);
  return { cleared: true, ...(await tell("/ui/command", body)) };
}

function shortcuts(channel) {
  const items = () => {
    const known = state.world.shortcuts.filter((one) => one.type === "global");
    if (!known.length) return [{ label: "This app has no global shortcuts" }];
    return known.map((one) => ({ label: one.name, hint: one.description, pick: () => runShortcut({ callback_id: one.callback_id, channel }) }));
  };
  return menuButton({ items, menuLabel: "Shortcuts", class: "plain small" }, "Shortcuts");
}

function fit(field) {
  field.style.height = "auto";
  field.style.height = `${Math.min(field.scrollHeight + 2, 200)}px`;
}

function createCompleter(field, list) {
  let found = [];
  let active = 0;
  let range = null;

  function update() {
    const answer = completionsFor(field.value, field.selectionStart);
    if (!answer || !answer.options.length) return close();
    const opened = list.hidden;
    ({ options: found, range } = answer);
    active = 0;
    list.replaceChildren(...found.map(row));
    list.hidden = false;
    mark();
    if (opened) announce(`${found.length} suggestions. Arrow keys choose, Enter or Tab accepts.`);
  }

  function row(option, index) {
    return h("div", { role: "option", id: `${list.id}-${index}`, "aria-selected": "false", onpointerdown: (event) => { event.preventDefault(); accept(option); } },
      h("span", { dir: "auto" }, option.label), option.hint ? h("small", { dir: "auto" }, option.hint) : null);
  }

  function mark() {
    [...list.children].forEach((one, index) => {
      one.classList.toggle("active", index === active);
      one.setAttribute("aria-selected", String(index === active));
    });
    field.setAttribute("aria-activedescendant", `${list.id}-${active}`);
    list.children[active]?.scrollIntoView({ block: "nearest" });
  }

  function close() {
    list.hidden = true;
    found = [];
    field.removeAttribute("aria-activedescendant");
  }

  function accept(option) {
    field.setRangeText(`${option.insert} `, range[0], range[1], "end");
    close();
    field.dispatchEvent(new Event("input"));
  }

  /** True when the key was for the list. */
  function pressed(event) {
    if (list.hidden) return false;
    if (event.key === "Escape") close();
    else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      active = (active + (event.key === "ArrowDown" ? 1 : -1) + found.length) % found.length;
      mark();
    } else if ((event.key === "Enter" && !event.shiftKey) || event.key === "Tab") accept(found[active]);
    else return false;
    event.preventDefault();
    return true;
  }

  return { update, close, pressed };
}
