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
  const fresh = (answer.rows ?? []).filter((one) => one.n > last);
  for (const one of fresh) {
    list.prepend(exchange(one));
    last = Math.max(last, one.n);
  }
  while (list.children.length > MOST) list.lastElementChild.remove();
  document.getElementById("no-traffic").hidden = list.children.length > 0;
}

function exchange(one) {
  const way = one.direction === "to_bot" ? "to the app" : "from the app";
  const refused = one.refused ? h("strong", { class: "refused" }, "refused") : null;
  return h("li", { class: one.refused ? "is-refused" : "" }, h("details", {},
    h("summary", {}, h("span", { class: `way ${one.direction}` }, h("span", { "aria-hidden": "true" }, one.direction === "to_bot" ? "→ " : "← "), way),
      h("code", {}, one.what), refused, h("span", { class: "quiet" }, `${one.status ?? ""} · ${time(one.at)}`)),
    part("Request", one.request), part("Response", one.response)));
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
