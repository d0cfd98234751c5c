// Light, dark, or as the system says.

import { h } from "./dom.js";

const KEY = "convene-sandbox-theme";
const ORDER = ["automatic", "light", "dark"];
const button = document.getElementById("theme");

export function startTheme() {
  apply(window.localStorage.getItem(KEY) ?? "automatic");
  button.addEventListener("click", () => apply(ORDER[(ORDER.indexOf(button.dataset.theme) + 1) % ORDER.length]));
}

function apply(theme) {
  button.dataset.theme = theme;
  button.replaceChildren(h("span", { class: "theme-word" }, "Theme: "), theme === "automatic" ? "auto" : theme);
  window.localStorage.setItem(KEY, theme);
  if (theme === "automatic") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
}
