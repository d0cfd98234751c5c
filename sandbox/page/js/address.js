// Keeps who and where in the address, so that a link opens as a person in a place.

import { botDirectMessage, channel, directMessage, emit, isByMail, mailboxOfMine, state } from "./state.js";

const REMEMBERED = "convene-sandbox-person";

export function readAddress() {
  const parts = new URLSearchParams(window.location.hash.slice(1));
  return { as: parts.get("as"), channel: parts.get("channel"), home: parts.get("tab") === "home", mail: parts.get("tab") === "mail", letter: parts.get("letter") };
}

export function rememberedPerson() {
  return window.localStorage.getItem(REMEMBERED);
}

export function go(place) {
  state.place = place;
  const parts = new URLSearchParams({ as: state.me });
  if (place.tab) parts.set("tab", place.tab);
  if (place.letter) parts.set("letter", place.letter);
  if (place.channel) parts.set("channel", place.channel);
  window.localStorage.setItem(REMEMBERED, state.me);
  const hash = `#${String(parts).replaceAll("%40", "@")}`;
  if (window.location.hash !== hash) window.history.pushState(null, "", hash);
  emit("place");
}

/** A place this person may see, who without an account has a mailbox only: the wanted one, else #general, else where something waits. */
export function reachable(wanted) {
  const isMail = wanted?.mail || wanted?.tab === "mail";
  if (isByMail() || (isMail && mailboxOfMine())) return { tab: "mail", letter: isMail ? wanted.letter : null };
  if (wanted?.home || wanted?.tab === "home") return { tab: "home" };
  if (wanted?.channel && (channel(wanted.channel) || directMessage(wanted.channel))) return { channel: wanted.channel };
  const mine = state.world.channels.filter((channel) => channel.is_member && !channel.is_archived);
  const first = mine.find((channel) => channel.name === "general") ?? mine.find((channel) => channel.unread) ?? mine[0] ?? state.world.channels[0] ?? botDirectMessage();
  return { channel: first?.id ?? null };
}
