// The panel a newcomer sees first; “Help” brings it back.

import { startGuide } from "./guide.js";

const KEY = "convene-sandbox-welcomed";
const panel = document.getElementById("welcome");

export function startWelcome() {
  panel.hidden = window.localStorage.getItem(KEY) === "yes";
  document.getElementById("welcome-close").addEventListener("click", () => show(false));
  document.getElementById("help").addEventListener("click", () => show(panel.hidden));
  startGuide();
}

function show(open) {
  panel.hidden = !open;
  window.localStorage.setItem(KEY, open ? "no" : "yes");
  if (open) panel.querySelector("h2").focus();
  else document.querySelector("#composer-place textarea")?.focus();
}
