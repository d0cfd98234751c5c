// A search field with a list of options, for one choice or several.

import { announce, h, uniqueId } from "./dom.js";

/**
 * `search(query)` resolves to [{value, text, hint?, group?}]; `picked` is the starting list of {value, text}.
 * A query of fewer than `least` letters is not searched for.
 * `changed(values, undo)` is called with the values after every change; `undo` returns to those before.
 */
export function combobox(options) {
  return new Combobox(options).node;
}

class Combobox {
  found = [];
  active = -1;
  // Counts the searches, so that a late answer does not open the list again.
  requests = 0;

  constructor({ id, name, placeholder, multiple, picked, search, changed, limit, least = 0, attributes = {} }) {
    Object.assign(this, { multiple, search, changed, limit, least, chosen: [...picked], former: [...picked] });
    const listId = uniqueId("options");
    this.chips = h("ul", { class: "chips", "aria-label": `${name ?? "Chosen"}: chosen` });
    this.list = h("div", { class: "options", role: "listbox", id: listId, "aria-label": name ?? "Options", "aria-multiselectable": multiple ? "true" : null, hidden: true });
    this.input = h("input", {
      ...attributes, id, type: "text", role: "combobox", autocomplete: "off", dir: "auto", placeholder,
      "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": listId, value: multiple ? "" : this.chosen[0]?.text ?? "",
      oninput: () => this.open(), onclick: () => this.open(), onfocus: () => this.input.select(), onblur: () => this.leave(), onkeydown: (event) => this.press(event),
    });
    this.drawChips();
    this.node = h("div", { class: "combobox" }, this.chips, h("div", { class: "combobox-field" }, this.input, this.list));
  }

  async open() {
    this.requests += 1;
    const turn = this.requests;
    const untouched = !this.multiple && this.input.value === this.chosen[0]?.text;
    const query = untouched ? "" : this.input.value.trim();
    this.short = query.length < this.least;
    const found = this.short ? [] : await this.search(query);
    if (turn !== this.requests || document.activeElement !== this.input) return;
    this.found = found;
    this.active = found.length ? 0 : -1;
    this.drawList();
  }

  close() {
    this.requests += 1;
    this.list.hidden = true;
    this.active = -1;
    this.input.setAttribute("aria-expanded", "false");
    this.input.removeAttribute("aria-activedescendant");
  }

  pick(option) {
    const already = this.chosen.findIndex((chosen) => chosen.value === option.value);
    if (!this.multiple) this.chosen = [option];
    else if (already >= 0) this.chosen.splice(already, 1);
    else if (this.limit && this.chosen.length >= this.limit) return announce(`No more than ${this.limit} can be chosen.`);
    else this.chosen.push(option);
    this.input.value = this.multiple ? "" : option.text;
    this.drawChips();
    this.close();
    announce(`${option.text} ${this.isChosen(option) ? "chosen" : "removed"}`);
    this.tell();
  }

  drop(option) {
    this.chosen.splice(this.chosen.indexOf(option), 1);
    this.drawChips();
    this.input.focus();
    announce(`${option.text} removed`);
    this.tell();
  }

  /** One choice: an emptied field means no choice, anything else half typed falls back to the choice. */
  leave() {
    this.close();
    if (this.multiple) return;
    if (this.input.value || !this.chosen.length) this.input.value = this.chosen[0]?.text ?? "";
    else {
      this.chosen = [];
      this.tell();
    }
  }

  press(event) {
    const isOpen = !this.list.hidden;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (isOpen) this.step(event.key === "ArrowDown" ? 1 : -1);
      else this.open();
    } else if (event.key === "Enter" && isOpen) {
      event.preventDefault();
      if (this.found[this.active]) this.pick(this.found[this.active]);
    } else if (event.key === "Escape" && isOpen) {
      event.preventDefault();
      event.stopPropagation();
      this.close();
    } else if (event.key === "Backspace" && this.multiple && !this.input.value && this.chosen.length) this.drop(this.chosen.at(-1));
  }

  step(by) {
    this.active = (this.active + by + this.found.length) % Math.max(this.found.length, 1);
    this.mark();
  }

  tell() {
    const { former } = this;
    this.former = [...this.chosen];
    this.changed(this.chosen.map((option) => option.value), () => this.restore(former));
  }

  restore(chosen) {
    Object.assign(this, { chosen: [...chosen], former: [...chosen] });
    this.input.value = this.multiple ? "" : chosen[0]?.text ?? "";
    this.drawChips();
  }

  isChosen(option) {
    return this.chosen.some((chosen) => chosen.value === option.value);
  }

  drawChips() {
    this.chips.hidden = !this.multiple || !this.chosen.length;
    this.chips.replaceChildren(...this.chosen.map((option) => h("li", {}, h("span", { dir: "auto" }, option.text),
      h("button", { type: "button", "aria-label": `Remove ${option.text}`, onclick: () => this.drop(option) }, "×"))));
  }

  drawList() {
    const rows = this.found.flatMap((option, index) => {
      const isFirst = option.group && option.group !== this.found[index - 1]?.group;
      const row = this.optionRow(option, index);
      return isFirst ? [h("div", { class: "group", role: "presentation" }, option.group), row] : [row];
    });
    const words = this.short ? `Type ${this.least === 1 ? "a letter" : `${this.least} letters`} to search` : "Nothing found";
    const nothing = h("div", { class: "group", role: "option", "aria-disabled": "true", "aria-selected": "false" }, words);
    this.list.replaceChildren(...(rows.length ? rows : [nothing]));
    this.list.hidden = false;
    this.input.setAttribute("aria-expanded", "true");
    this.list.scrollIntoView({ block: "nearest" });
    this.mark();
  }

  optionRow(option, index) {
    const pick = (event) => { event.preventDefault(); this.pick(option); };
    return h("div", { role: "option", id: `${this.list.id}-${index}`, "aria-selected": String(this.isChosen(option)), onpointerdown: pick },
      h("span", { dir: "auto" }, option.text), option.hint ? h("small", { dir: "auto" }, option.hint) : null);
  }

  mark() {
    this.list.querySelectorAll("[role=option]").forEach((row, index) => row.classList.toggle("active", index === this.active));
    if (this.active < 0) return this.input.removeAttribute("aria-activedescendant");
    const row = document.getElementById(`${this.list.id}-${this.active}`);
    this.input.setAttribute("aria-activedescendant", row.id);
    row.scrollIntoView({ block: "nearest" });
  }
}
