// Says in words that the app has gone, and that it has come back.

import { on, state } from "./state.js";

const BACK = 8000;
const line = document.getElementById("presence");
let away = false;
let timer = null;

export function startPresence() {
  on("world", look);
}

function look() {
  const { bot, installed } = state.world;
  const gone = bot.online === false && installed;
  if (gone === away) return;
  away = gone;
  window.clearTimeout(timer);
  if (gone) say(`${bot.name} is not running: it hears nothing of what is done here. Start it again; this page notices by itself.`);
  else {
    say(`${bot.name} is running again.`);
    timer = window.setTimeout(() => { line.hidden = true; }, BACK);
  }
  line.classList.toggle("back", !gone);
}

function say(words) {
  line.hidden = false;
  line.textContent = words;
}
