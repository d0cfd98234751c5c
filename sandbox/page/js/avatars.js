// The round sign of a person: initials on their colour, readable on any colour.

import { h } from "./dom.js";
import { nameOf, person, state } from "./state.js";

export function avatar(id, size = "") {
  const user = person(id);
  const isApp = id === state.world?.bot.user_id;
  const colour = user?.avatar ?? "#5b6866";
  const initials = user?.initials ?? nameOf(id).slice(0, 1).toUpperCase();
  const classes = `avatar ${size} ${isApp ? "app" : ""}`;
  return h("span", { class: classes, "aria-hidden": "true", style: isApp ? {} : { backgroundColor: colour, color: inkOn(colour) } }, initials);
}

function inkOn(colour) {
  const [red, green, blue] = [1, 3, 5].map((at) => parseInt(colour.slice(at, at + 2), 16) / 255);
  const linear = (part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4);
  const light = 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue);
  return light > 0.18 ? "#10201e" : "#ffffff";
}
