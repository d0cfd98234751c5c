// The field in which a person writes a message or a slash command.

import { tell } from "./api.js";
import { Completer } from "./completer.js";
import { hintFor, outgoing } from "./completion.js";
import { h, uniqueId } from "./dom.js";
import { menuButton } from "./menus.js";
import { runShortcut } from "./messages.js";
import { forgetNotices, notice } from "./notices.js";
import { emit, state } from "./state.js";

const TALLEST = 200;

/** A composer for a channel, or for a thread when `threadTs` is given. */
export function createComposer(where) {
  return new Composer(where).node;
}

class Composer {
  constructor({ channel, threadTs, title, testId }) {
    Object.assign(this, { channel, threadTs });
    const list = h("div", { class: "options completions", role: "listbox", id: uniqueId("completions"), "aria-label": "Suggestions", hidden: true });
    this.field = h("textarea", {
      rows: 1, "data-testid": testId, dataset: { key: testId }, dir: "auto", autocomplete: "off", "aria-autocomplete": "list", "aria-controls": list.id,
      "aria-label": threadTs ? "Reply in this thread" : `Message ${title}`,
      placeholder: threadTs ? "Reply…" : `Message ${title} or type / for commands`,
      oninput: () => this.typed(), onkeydown: (event) => this.press(event),
    });
    this.hint = h("span", { class: "composer-hint", "aria-live": "polite" });
    this.send = h("button", { type: "submit", class: "primary", "data-testid": threadTs ? "send-reply" : "send" }, "Send");
    this.completer = new Completer(this.field, list);
    this.node = h("form", { class: "composer", onsubmit: (event) => { event.preventDefault(); this.submit(); } },
      list, this.field, h("div", { class: "composer-row" }, threadTs ? null : shortcuts(channel), this.hint, this.send));
  }

  typed() {
    this.field.style.height = "auto";
    this.field.style.height = `${Math.min(this.field.scrollHeight + 2, TALLEST)}px`;
    this.hint.textContent = hintFor(this.field.value);
  }

  press(event) {
    if (this.completer.press(event)) return;
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    this.submit();
  }

  async submit() {
    const text = this.field.value.trim();
    if (!text || this.send.getAttribute("aria-busy") === "true") return;
    this.completer.close();
    this.busy(true);
    const answer = await this.deliver(text);
    this.busy(false);
    // A refused message stays in the field; a refused command is gone, as in Slack.
    if (answer.ok || isCommand(text)) this.field.value = "";
    if (!answer.ok) notice(this.channel, answer.message ?? answer.error);
    this.typed();
    if (!this.threadTs) emit("sent");
    emit("acted");
  }

  deliver(text) {
    forgetNotices(this.channel);
    const thread = this.threadTs ? { thread_ts: this.threadTs } : {};
    return tell(isCommand(text) ? "/ui/command" : "/ui/message", { as: state.me, channel: this.channel, text: outgoing(text), ...thread });
  }

  busy(isBusy) {
    this.send.setAttribute("aria-busy", String(isBusy));
    this.field.readOnly = isBusy;
    this.hint.textContent = isBusy ? "sending…" : "";
  }
}

const isCommand = (text) => /^\/\S/.test(text);

function shortcuts(channel) {
  const items = () => {
    const known = state.world.shortcuts.filter((shortcut) => shortcut.type === "global");
    if (!known.length) return [{ label: "This app has no global shortcuts" }];
    return known.map((shortcut) => ({ label: shortcut.name, hint: shortcut.description, pick: () => runShortcut({ callback_id: shortcut.callback_id, channel }) }));
  };
  return menuButton({ items, menuLabel: "Shortcuts", class: "plain small" }, "Shortcuts");
}
