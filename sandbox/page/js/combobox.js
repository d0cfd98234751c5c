// A search field with a list of options, for one choice or several.

import { announce, h, uniqueId } from "./dom.js";

/**
 * `search(query)` resolves to [{value, text, hint?, group?}]; `picked` is the starting list of {value, text}.
 * `changed(values)` is called with the values after every change.
 */
export function combobox({ id, name, placeholder, multiple, picked, search, changed, limit, attributes = {} }) {
  const chosen = [...picked];
  const listId = uniqueId("options");
  const chips = h("ul", { class: "chips", "aria-label": `${name ?? "Chosen"}: chosen` });
  const list = h("div", { class: "options", role: "listbox", id: listId, "aria-multiselectable": multiple ? "true" : null, "aria-label": name ?? "Options", hidden: true });
  const input = h("input", {
    ...attributes, id, type: "text", role: "combobox", autocomplete: "off", "aria-autocomplete": "list", "aria-expanded": "false",
    "aria-controls": listId, placeholder, dir: "auto", value: multiple ? "" : chosen[0]?.text ?? "",
  });
  let found = [];
  let active = -1;
  let asked = 0;

  const values = () => chosen.map((one) => one.value);
  const isChosen = (option) => chosen.some((one) => one.value === option.value);

  function drawChips() {
    chips.hidden = !multiple || !chosen.length;
    chips.replaceChildren(...chosen.map((one) => h("li", {}, h("span", { dir: "auto" }, one.text),
      h("button", { type: "button", "aria-label": `Remove ${one.text}`, onclick: () => drop(one) }, "×"))));
  }

  function drop(one) {
    chosen.splice(chosen.indexOf(one), 1);
    drawChips();
    input.focus();
    changed(values());
  }

  function pick(option) {
    const already = chosen.findIndex((one) => one.value === option.value);
    if (!multiple) chosen.splice(0, 1, option);
    else if (already >= 0) chosen.splice(already, 1);
    else if (!limit || chosen.length < limit) chosen.push(option);
    else return announce(`No more than ${limit} can be chosen.`);
    input.value = multiple ? "" : option.text;
    drawChips();
    close();
    announce(isChosen(option) ? `${option.text} chosen` : `${option.text} removed`);
    changed(values());
  }

  async function open() {
    asked += 1;
    const turn = asked;
    const query = !multiple && input.value === chosen[0]?.text ? "" : input.value;
    const answer = await search(query);
    if (turn !== asked || document.activeElement !== input) return;
    found = answer;
    active = found.length ? 0 : -1;
    drawList();
  }

  function drawList() {
    const rows = [];
    let group = null;
    found.forEach((option, index) => {
      if (option.group && option.group !== group) rows.push(h("div", { class: "group", role: "presentation" }, option.group));
      group = option.group;
      rows.push(optionRow(option, index));
    });
    list.replaceChildren(...(rows.length ? rows : [h("div", { class: "group", role: "option", "aria-disabled": "true", "aria-selected": "false" }, "Nothing found")]));
    list.hidden = false;
    input.setAttribute("aria-expanded", "true");
    list.scrollIntoView({ block: "nearest" });
    mark();
  }

  function optionRow(option, index) {
    return h("div", { role: "option", id: `${listId}-${index}`, "aria-selected": String(isChosen(option)), onpointerdown: (event) => { event.preventDefault(); pick(option); } },
      h("span", { dir: "auto" }, option.text), option.hint ? h("small", { dir: "auto" }, option.hint) : null);
  }

  function mark() {
    list.querySelectorAll("[role=option]").forEach((row, index) => row.classList.toggle("active", index === active));
    if (active < 0) return input.removeAttribute("aria-activedescendant");
    input.setAttribute("aria-activedescendant", `${listId}-${active}`);
    document.getElementById(`${listId}-${active}`)?.scrollIntoView({ block: "nearest" });
  }

  function close() {
    asked += 1;
    list.hidden = true;
    active = -1;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  }

  function left() {
    close();
    if (multiple) return;
    if (!input.value && chosen.length) {
      chosen.length = 0;
      changed([]);
    } else input.value = chosen[0]?.text ?? "";
  }

  function pressed(event) {
    const isOpen = !list.hidden;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (!isOpen) return void open();
      active = (active + (event.key === "ArrowDown" ? 1 : -1) + found.length) % Math.max(found.length, 1);
      mark();
    } else if (event.key === "Enter" && isOpen) {
      event.preventDefault();
      if (found[active]) pick(found[active]);
    } else if (event.key === "Escape" && isOpen) {
      event.preventDefault();
      event.stopPropagation();
      close();
    } else if (event.key === "Backspace" && multiple && !input.value && chosen.length) drop(chosen.at(-1));
  }

  input.addEventListener("input", open);
  input.addEventListener("click", open);
  input.addEventListener("blur", left);
  input.addEventListener("keydown", pressed);
  drawChips();
  return h("div", { class: "combobox" }, chips, h("div", { class: "combobox-field" }, input, list));
}
