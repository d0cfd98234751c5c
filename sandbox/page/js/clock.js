// The sandbox's clock: what time it is there, and the buttons that move it.

import { tell } from "./api.js";
import { byTestId } from "./dom.js";
import { agreed } from "./confirm.js";
import { notice } from "./notices.js";
import { emit, on, state, zone } from "./state.js";
import { clockTime, shortFullDate } from "./time.js";

const QUIET = 2500;
const PATIENCE = 20000;
const panel = document.getElementById("clock");
const status = document.getElementById("clock-status");
let lastChange = 0;
let reading = null;
let lastMove = Promise.resolve();
let waitingMoves = 0;

export function startClock() {
  const moves = { "clock-next-hour": "next hour", "clock-tomorrow": "tomorrow 09:00", "clock-next-monday": "next Monday 09:00" };
  for (const [id, move] of Object.entries(moves)) byTestId(id).addEventListener("click", () => moveClock({ move }));
  document.getElementById("clock-form").addEventListener("submit", (event) => {
    event.preventDefault();
    const { value } = document.getElementById("clock-to");
    if (value) moveClock({ to: value });
  });
  byTestId("reset").addEventListener("click", reset);
  on("world", () => read(state.world.now));
  on("changed", () => { lastChange = performance.now(); });
  window.setInterval(draw, 5000);
}

/** Takes a fresh reading of the sandbox's time. */
export function read(now) {
  const at = performance.now();
  // A frozen clock must not seem to run between two readings.
  const runs = !reading || now > reading.now;
  reading = { now, at, runs };
  state.world.now = now;
  draw();
}

function draw() {
  if (!reading || !state.world) return;
  const now = reading.now + (reading.runs ? (performance.now() - reading.at) / 1000 : 0);
  state.world.now = now;
  document.getElementById("clock-time").textContent = clockTime(now, zone());
  document.getElementById("clock-date").textContent = shortFullDate(now, zone());
  document.getElementById("clock-zone").textContent = zone().replaceAll("_", " ");
}

/** Moves in the order in which they were pressed; a press while the last one settles does not wait for that. */
function moveClock(where) {
  waitingMoves += 1;
  lastMove = lastMove.then(() => { waitingMoves -= 1; return moveOnce(where); });
}

async function moveOnce(where) {
  busy("Moving the clock…");
  const answer = await tell("/ui/clock", where);
  if (!answer.ok) notice(null, answer.message ?? answer.error);
  if (answer.now) read(answer.now);
  if (answer.ok) await settled();
  if (!waitingMoves) busy(null);
  emit("acted");
}

/** Waits until the app has been quiet for a while: no new messages, no changed views; or the clock is moved again. */
async function settled() {
  busy("Waiting for messages…");
  const began = performance.now();
  lastChange = began;
  emit("acted");
  while (!waitingMoves && performance.now() - lastChange < QUIET && performance.now() - began < PATIENCE) {
    await new Promise((resolve) => { window.setTimeout(resolve, 100); });
  }
}

function busy(words) {
  panel.setAttribute("aria-busy", String(Boolean(words)));
  status.textContent = words ?? "";
}

async function reset() {
  const sure = await agreed({
    title: "Reset the sandbox?", confirm: "Reset", deny: "Keep everything", style: "danger",
    text: "All messages go back to the seed, for everyone who has this sandbox open. The app is told; if it begins anew, too, that takes it some seconds.",
  });
  if (!sure) return;
  const answer = await tell("/ui/reset", {});
  if (!answer.ok) notice(null, answer.message ?? answer.error);
  emit("acted");
}
