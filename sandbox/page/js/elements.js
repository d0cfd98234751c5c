// Every interactive element, one function a kind: (element, context) -> node.

import { agreed } from "./confirm.js";
import { h, safeAddress } from "./dom.js";
import { choiceElements } from "./elements_choice.js";
import { fieldElements } from "./elements_fields.js";
import { menuButton } from "./menus.js";
import { plainText, textNodes } from "./mrkdwn.js";
import { state } from "./state.js";

/**
 * `context`: surface, blockId, acts (a change goes to the app at once), id, label, describedBy, invalid.
 * The context gains `change(value, undo)` and `current()` for the element.
 */
export function renderElement(element, context) {
  const build = ELEMENTS[element.type];
  if (!build) return h("span", { class: "unknown" }, `[${element.type}]`);
  if (element.visible_to_user_ids && !element.visible_to_user_ids.includes(state.me)) return null;
  const node = build(element, { ...context, ...changes(element, context) });
  node.dataset.actionId = element.action_id ?? "";
  return node;
}

const ELEMENTS = {
  button,
  workflow_button: button,
  icon_button: (element, context) => button({ ...element, text: element.text ?? { type: "plain_text", text: element.icon } }, context),
  feedback_buttons: (element, context) =>
    h("span", { class: "buttons" }, [element.positive_button, element.negative_button].map((choice) => button({ ...choice, action_id: element.action_id }, context))),
  overflow,
  image: (element) => h("img", { src: safeAddress(element.image_url), alt: element.alt_text ?? "", class: "thumbnail", loading: "lazy" }),
  ...choiceElements,
  ...fieldElements,
};

function changes(element, { surface, blockId, acts }) {
  return {
    current: () => surface.valueOf(blockId, element),
    hold: (value) => surface.hold(blockId, element, value),
    async change(value, undo) {
      if (acts && element.confirm && !(await agreed(element.confirm))) return undo?.();
      surface.hold(blockId, element, value);
      return acts ? surface.act(blockId, element, value) : surface.remember(blockId, element, value);
    },
  };
}

function button(element, { surface, blockId }) {
  const style = element.style === "danger" || element.style === "primary" ? element.style : "plain";
  const shared = { class: style, "aria-label": element.accessibility_label, dir: "auto", dataset: { key: `${blockId}/${element.action_id}` } };
  const press = async (event) => {
    const node = event.currentTarget;
    if (node.getAttribute("aria-busy") === "true") return;
    if (element.confirm && !(await agreed(element.confirm))) return;
    node.setAttribute("aria-busy", "true");
    await surface.act(blockId, element);
    node.removeAttribute("aria-busy");
  };
  const address = safeAddress(element.url);
  if (address) return h("a", { ...shared, class: `button ${style}`, href: address, target: "_blank", rel: "noopener noreferrer", onclick: press }, textNodes(element.text));
  return h("button", { ...shared, type: "button", onclick: press }, textNodes(element.text));
}

function overflow(element, { change, label, blockId }) {
  const items = () => element.options.map((option) => ({
    label: textNodes(option.text),
    hint: option.description ? plainText(option.description) : null,
    href: safeAddress(option.url),
    pick: () => change(option.value),
  }));
  const name = label ? `More options: ${label}` : "More options";
  return menuButton({ items, menuLabel: name, class: "plain overflow", "aria-label": name, title: "More options", dataset: { key: `${blockId}/${element.action_id}` } }, h("span", { "aria-hidden": "true" }, "⋯"));
}
