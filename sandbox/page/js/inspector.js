// The drawer that shows what the sandbox and the app say to each other.

import { ask } from "./api.js";
import { h } from "./dom.js";
import { startPane } from "./panes.js";
import { on, zone } from "./state.js";
import { clockTime } from "./time.js";

const RHYTHM = 1500;
const MOST = 300;
const drawer = document.getElementById("inspector");
const list = document.getElementById("traffic");
const only = document.getElementById("only-refused");
let last = 0;
let timer = null;

export function startInspector() {
  startPane("inspector", { opened: watch, closed: () => window.clearInterval(timer) });
  only.addEventListener("change", () => drawer.classList.toggle("only-refused", only.checked));
  on("reset", () => { last = 0; list.replaceChildren(); });
}

function watch() {
  timer = window.setInterval(reload, RHYTHM);
  reload();
}

async function reload() {
  const answer = await ask("/ui/traffic", { since: last });
  const fresh = (answer.rows ?? []).filter((entry) => entry.n > last);
  for (const entry of fresh) {
    list.prepend(exchange(entry));
    last = Math.max(last, entry.n);
  }
  while (list.children.length > MOST) list.lastElementChild.remove();
  document.getElementById("no-traffic").hidden = list.children.length > 0;
}

function exchange(entry) {
  const way = entry.direction === "to_bot" ? "to the app" : "from the app";
  const refused = entry.refused ? h("strong", { class: "refused" }, "refused") : null;
  return h("li", { class: entry.refused ? "is-refused" : "" }, h("details", {},
    h("summary", {}, h("span", { class: `way ${entry.direction}` }, h("span", { "aria-hidden": "true" }, entry.direction === "to_bot" ? "→ " : "← "), way),
      h("code", {}, entry.what), refused, h("span", { class: "quiet" }, `${entry.status ?? ""} · ${time(entry.at)}`)),
    part("Request", entry.request), part("Response", entry.response)));
}

function part(title, body) {
  if (body === null || body === undefined || body === "") return null;
  const text = typeof body === "string" ? body : JSON.stringify(body, null, 2);
  return [h("h3", {}, title), h("pre", { tabindex: 0, role: "group", "aria-label": title }, text)];
}

function time(at) {
  const unix = typeof at === "number" ? at : Date.parse(at) / 1000;
  return Number.isFinite(unix) ? clockTime(unix, zone()) : String(at ?? "");
}
