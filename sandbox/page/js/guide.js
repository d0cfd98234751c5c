// The newcomer's guide: three things to try, each ticked off when the sandbox has seen it happen.

import { go } from "./address.js";
import { ask } from "./api.js";
import { announce, byTestId, h, keepingFocus } from "./dom.js";
import { on, state } from "./state.js";

const KEY = "convene-sandbox-guide";
const list = document.getElementById("steps");

// What the app says or is told when a step is done; found in the traffic that the inspector shows, too.
const STEPS = [
  {
    title: "Start a group", line: "/wg new", name: "Write /wg new for me", place: "reading-nook",
    words: "As the program manager, send /wg new in a channel that no group has yet, such as #reading-nook, and fill in the form that opens.",
    done: ({ what, request }) => what === "chat.postMessage" && /works here from now on/.test(request.text),
  },
  {
    title: "Schedule a meeting", line: "/meet new Kickoff in 10 days at 2pm", name: "Write /meet new … for me",
    words: "In the group's channel, send /meet new with a title and a time as you would say it. Read the answer, then press “Schedule it”.",
    done: ({ what, request, status }) => what === "block_actions" && status === 200 && request.actions?.[0].action_id === "meeting.schedule",
  },
  {
    title: "See a digest", move: "clock-next-monday", name: "Move the clock to Monday",
    words: "Press “Next Monday 09:00” under the sandbox clock. The digest comes to the group's channel at once, without the week of waiting.",
    done: ({ what, request }) => what === "chat.postMessage" && /^The week in /.test(request.text),
  },
];
let progress = { since: null, ticked: 0 };
let looking = false;

export function startGuide() {
  progress = JSON.parse(window.localStorage.getItem(KEY) ?? "null") ?? progress;
  on("world", look);
  on("changed", look);
  on("acted", look);
  draw();
}

/** Looks whether the next step has been done; only what happens after the guide was first seen counts. */
async function look() {
  if (looking || progress.ticked === STEPS.length) return;
  looking = true;
  const answer = await ask("/ui/traffic", { since: progress.since ?? 0 });
  looking = false;
  if (answer.ok) follow(answer.rows);
}

function follow(rows) {
  const before = progress.ticked;
  const begun = progress.since !== null;
  for (const row of rows) {
    if (begun && STEPS[progress.ticked]?.done(row)) progress.ticked += 1;
    progress.since = row.n;
  }
  progress.since ??= 0;
  window.localStorage.setItem(KEY, JSON.stringify(progress));
  if (progress.ticked === before) return;
  draw();
  announce(`${STEPS[progress.ticked - 1].title}: done. ${STEPS[progress.ticked]?.words ?? "That was the tour."}`);
}

function draw() {
  keepingFocus(list, () => list.replaceChildren(...STEPS.map(step)));
  document.getElementById("steps-over").hidden = progress.ticked < STEPS.length;
}

function step(row, index) {
  const done = index < progress.ticked;
  const next = index === progress.ticked;
  const mark = h("span", { class: "step-mark", "aria-hidden": "true" }, done ? "✓" : String(index + 1));
  const title = h("p", {}, h("strong", {}, row.title), done ? h("span", { class: "step-done" }, " done") : null);
  const more = next ? [h("p", {}, row.words), h("button", { type: "button", class: "plain small", dataset: { key: "step-help" }, onclick: () => help(row) }, row.name)] : null;
  return h("li", { class: done ? "done" : next ? "next" : "later", "data-testid": `step-${index + 1}`, "aria-current": next ? "step" : null }, mark, h("div", {}, title, more));
}

/** Opens the step's channel and writes its line into the composer, where it can be read and changed before it is sent; or moves the clock. */
function help({ line, move, place }) {
  if (move) return byTestId(move).click();
  const room = state.world.channels.find(({ name }) => name === place);
  if (room && state.place?.channel !== room.id) go({ channel: room.id });
  const composer = byTestId("composer");
  if (!composer) return announce("Open a channel first.");
  composer.value = line;
  composer.focus();
  composer.dispatchEvent(new Event("input"));
}
