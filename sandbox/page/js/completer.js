// The list of suggestions above a composer: commands, people and channels.

import { completionsFor } from "./completion.js";
import { announce, h } from "./dom.js";

/** `field` is the textarea, `list` its listbox. */
export class Completer {
  found = [];
  active = 0;
  range = null;

  constructor(field, list) {
    Object.assign(this, { field, list });
    for (const kind of ["input", "click"]) field.addEventListener(kind, () => this.update());
    field.addEventListener("blur", () => this.close());
  }

  update() {
    const answer = completionsFor(this.field.value, this.field.selectionStart);
    if (!answer || !answer.options.length) return this.close();
    const opened = this.list.hidden;
    Object.assign(this, { found: answer.options, range: answer.range, active: 0 });
    this.list.replaceChildren(...this.found.map((option, index) => this.row(option, index)));
    this.list.hidden = false;
    this.mark();
    if (opened) announce(`${this.found.length} suggestions. Arrow keys choose, Enter or Tab accepts.`);
  }

  close() {
    this.list.hidden = true;
    this.found = [];
    this.field.removeAttribute("aria-activedescendant");
  }

  /** True when the key was for the list. */
  press(event) {
    if (this.list.hidden) return false;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) this.step(step);
    else if (event.key === "Escape") this.close();
    else if ((event.key === "Enter" && !event.shiftKey) || event.key === "Tab") this.accept(this.found[this.active]);
    else return false;
    event.preventDefault();
    return true;
  }

  step(by) {
    this.active = (this.active + by + this.found.length) % this.found.length;
    this.mark();
  }

  accept(option) {
    this.field.setRangeText(`${option.insert} `, this.range[0], this.range[1], "end");
    this.close();
    this.field.dispatchEvent(new Event("input"));
  }

  row(option, index) {
    const accept = (event) => { event.preventDefault(); this.accept(option); };
    return h("div", { role: "option", id: `${this.list.id}-${index}`, "aria-selected": "false", onpointerdown: accept },
      h("span", { dir: "auto" }, option.label), option.hint ? h("small", { dir: "auto" }, option.hint) : null);
  }

  mark() {
    [...this.list.children].forEach((item, index) => {
      item.classList.toggle("active", index === this.active);
      item.setAttribute("aria-selected", String(index === this.active));
    });
    this.field.setAttribute("aria-activedescendant", `${this.list.id}-${this.active}`);
    this.list.children[this.active]?.scrollIntoView({ block: "nearest" });
  }
}
