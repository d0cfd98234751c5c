// The pane in which Slack, the network and the app are made to fail.

import { ask, remove, tell } from "./api.js";
import { h, keepingFocus } from "./dom.js";
import { smallForm } from "./forms.js";
import { startPane } from "./panes.js";
import { channel, state } from "./state.js";

const RHYTHM = 2000;
const body = document.getElementById("faults-body");
const active = h("div", {});
let timer = null;

export function startFaults() {
  startPane("faults", { opened: open, closed: () => window.clearInterval(timer) });
}

async function open() {
  const control = await ask("/control");
  if (!control.ok) return void body.replaceChildren(h("p", {}, control.message ?? control.error));
  body.replaceChildren(
    h("h3", {}, "Calls of the app"),
    h("p", { class: "quiet" }, "The next calls that fit fail as Slack's own sometimes do. The inspector shows what the app makes of it."),
    breaking(control), active,
    h("h3", {}, "A slow app"), slowness(),
    h("h3", {}, "Connection"), ...connection(control));
  drawActive(control);
  timer = window.setInterval(refresh, RHYTHM);
}

async function refresh() {
  const control = await ask("/control");
  if (control.ok) drawActive(control);
}

const NAMES = {
  ratelimited: "429 with Retry-After", http_500: "500", http_503: "503", timeout: "Time-out", reset: "Connection reset",
  malformed_json: "Half of the answer", reply_lost: "Reply lost", error: "An error of Slack's",
};

function breaking({ methods, kinds, errors }) {
  const known = kinds.map((row) => ({ ...row, kind: row.kind.split(":")[0] }));
  const says = ({ kind }) => {
    const words = known.find((row) => row.kind === kind).says;
    return `${words[0].toUpperCase()}${words.slice(1)}.`;
  };
  const channels = state.world.channels.map((place) => ({ value: place.id, text: `#${place.name}` }));
  return smallForm({
    fields: [
      { name: "kind", label: "What happens", kind: "select", wide: true, hint: says, options: known.map(({ kind }) => ({ value: kind, text: NAMES[kind] ?? kind })) },
      { name: "error", label: "Error name", wide: true, suggestions: errors, hint: "Such as channel_not_found.", when: ({ kind }) => kind === "error" },
      { name: "method", label: "Method", kind: "select", options: [{ value: "", text: "any method" }, ...methods.map((method) => ({ value: method, text: method }))] },
      { name: "channel", label: "Channel", kind: "select", options: [{ value: "", text: "any channel" }, ...channels] },
      { name: "times", label: "How many calls", kind: "number", value: 1, min: 1 },
      { name: "retry_after", label: "Retry-After, seconds", kind: "number", value: 1, min: 1, when: ({ kind }) => kind === "ratelimited" },
      { name: "seconds", label: "Seconds of silence", kind: "number", value: 30, min: 1, when: ({ kind }) => kind === "timeout" },
    ],
    button: "Break these calls",
    send: breakCalls,
    said: () => "Set. It waits for the next call that fits.",
  });
}

async function breakCalls({ error, ...fault }) {
  const kind = fault.kind === "error" ? `error:${error ?? ""}` : fault.kind;
  const answer = await tell("/control/faults", { ...fault, kind });
  await refresh();
  return answer;
}

function slowness() {
  return smallForm({
    fields: [
      { name: "slow", label: "Seconds", kind: "number", value: 4, min: 0, hint: "More than three is too late for Slack. 0 ends it." },
      { name: "times", label: "How many answers", kind: "number", value: 1, min: 1 },
    ],
    button: "Delay the app's answers",
    send: (values) => tell("/control/bot", values),
    said: ({ slow }) => (slow.length ? `The next ${slow.length === 1 ? "answer comes" : `${slow.length} answers come`} late.` : "Answers come as they are."),
  });
}

function connection({ way, rate_limits: on }) {
  const limits = h("input", { type: "checkbox", id: "rate-limits", checked: on, onchange: () => tell("/control/rate_limits", { on: limits.checked }) });
  const sockets = [["drop", "Drop the connections"], ["warning", "Announce a renewal"], ["refresh_requested", "Renew the connections"]];
  return [
    h("p", { class: "quiet" }, way === "socket" ? "The app is connected by Socket Mode." : "The app takes signed requests over HTTP."),
    h("div", { class: "check" }, limits, h("label", { for: "rate-limits" }, "Refuse calls beyond Slack's rate limits")),
    way === "socket" ? h("div", { class: "buttons" }, sockets.map(([act, words]) => h("button", { type: "button", class: "plain small", onclick: () => tell("/control/sockets", { act }) }, words))) : null,
  ].filter(Boolean);
}

function drawActive({ faults }) {
  const rows = faults.map((fault) => h("li", {}, h("span", {}, sentence(fault)),
    h("button", { type: "button", class: "plain small", "aria-label": `Stop: ${sentence(fault)}`, dataset: { key: `fault-${fault.id}` }, onclick: () => stop(fault) }, "Stop")));
  keepingFocus(active, () => active.replaceChildren(rows.length ? h("ul", { class: "active-faults", "aria-label": "Waiting to happen" }, rows) : h("p", { class: "quiet" }, "Nothing is broken.")));
}

function sentence({ kind, method, channel: place, left }) {
  const where = place ? ` in #${channel(place)?.name ?? place}` : "";
  return `${method ?? "Any method"}${where}: ${kind}, ${left === 1 ? "once" : `${left} times`}`;
}

async function stop({ id }) {
  await remove(`/control/faults/${id}`);
  await refresh();
}
