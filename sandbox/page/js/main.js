// Starts the page: who acts and where, then every part of it.

import { go, readAddress, reachable, rememberedPerson } from "./address.js";
import { startChanges } from "./changes.js";
import { startClock } from "./clock.js";
import { startConversation } from "./conversation.js";
import { startFaults } from "./faults.js";
import { startHome } from "./home.js";
import { startInspector } from "./inspector.js";
import { startMail } from "./mail.js";
import { startMailbox } from "./mailbox.js";
import { reloadViews, startModals } from "./modals.js";
import { startPresence } from "./presence.js";
import { become, startSidebar } from "./sidebar.js";
import { state } from "./state.js";
import { startTheme } from "./theme.js";
import { startThread } from "./thread.js";
import { startWelcome } from "./welcome.js";
import { startWorkspace } from "./workspace.js";

const RETRY = 2000;

start();

async function start() {
  startTheme();
  startWelcome();
  startSidebar();
  startClock();
  startConversation();
  startHome();
  startMailbox();
  startThread();
  startModals();
  startInspector();
  startFaults();
  startWorkspace();
  startMail();
  startPresence();
  window.addEventListener("hashchange", followAddress);
  // The link's own address would take the place of the person and the conversation in the page's.
  document.querySelector(".skip").addEventListener("click", (event) => {
    event.preventDefault();
    document.getElementById("main").focus();
  });
  while (!(await enter())) await new Promise((resolve) => { window.setTimeout(resolve, RETRY); });
  startChanges();
}

async function enter() {
  const answer = await firstKnown([readAddress().as, rememberedPerson(), null]);
  showFailure(answer.ok ? null : answer);
  return answer.ok;
}

/** The first of these people whom the sandbox knows. */
async function firstKnown(people) {
  let answer;
  for (const id of [...new Set(people)]) {
    answer = await become(id || null, readAddress);
    if (answer.ok) return answer;
  }
  return answer;
}

async function followAddress() {
  const wanted = readAddress();
  // Whoever is just entering reads the address when it is needed.
  if (!state.world) return;
  if (wanted.as && wanted.as !== state.me) await become(wanted.as, readAddress);
  else if (differs(wanted)) go(reachable(wanted));
  await reloadViews();
}

function differs(wanted) {
  if (wanted.mail) return state.place?.tab !== "mail" || wanted.letter !== (state.place.letter ?? null);
  return wanted.home ? state.place?.tab !== "home" : wanted.channel && wanted.channel !== state.place?.channel;
}

function showFailure(answer) {
  const banner = document.getElementById("offline");
  banner.hidden = !answer;
  banner.textContent = answer ? answer.message ?? `The sandbox answered: ${answer.error}` : "";
}
