// What the page knows: who acts, where they are, and the sandbox's world as they see it.

import { ask } from "./api.js";

/** `opened` is the sandbox's time at which this page was loaded. */
export const state = { me: null, place: null, world: null, opened: null };

const listeners = new Map();

/** Calls `listener` whenever `topic` is emitted: world, place, messages, home, views, clock, notices, sent. */
export function on(topic, listener) {
  listeners.set(topic, [...(listeners.get(topic) ?? []), listener]);
}

export function emit(topic, detail) {
  for (const listener of listeners.get(topic) ?? []) listener(detail);
}

export async function reloadWorld() {
  const actor = state.me;
  const answer = await ask("/ui/world", actor ? { as: actor } : {});
  // An answer for somebody whom one no longer acts as comes too late.
  if (!answer.ok || actor !== state.me) return answer;
  state.world = answer;
  state.me = answer.me?.id ?? state.me;
  state.opened ??= answer.now;
  emit("world");
  return answer;
}

export const person = (id) => state.world?.people.find((user) => user.id === id) ?? state.world?.mailboxes.find((box) => box.id === id) ?? null;
export const channel = (id) => state.world?.channels.find((place) => place.id === id) ?? null;
export const directMessage = (id) => state.world?.ims.find((im) => im.id === id) ?? null;
export const zone = () => state.world?.zone_of_me || "UTC";
export const isBot = (id) => id === state.world?.bot.user_id || Boolean(person(id)?.is_bot);
export const botDirectMessage = () => state.world?.ims.find((im) => im.user === state.world.bot.user_id) ?? null;

export function nameOf(id) {
  if (id === state.world?.bot.user_id) return state.world.bot.name;
  return person(id)?.name ?? id;
}

/** Whom a direct message is with; group messages have several others. */
export const companions = (direct) => (direct.users ?? [direct.user]).map(nameOf).join(", ");

/** The people one may act as: no bots, nobody who left. */
export const actors = () => (state.world?.people ?? []).filter((user) => !user.is_bot && !user.deleted);

/** The people without an account, to whom letters go; one may act as them, too. */
export const correspondents = () => (state.world?.mailboxes ?? []).filter((box) => !box.in_slack);

/** Whether the acting person has no account, and so nothing but a mailbox. */
export const isByMail = () => correspondents().some((box) => box.id === state.me);

export const mailboxOfMine = () => state.world?.mailboxes.find((box) => box.id === state.me) ?? null;

/** The channel id of the conversation on screen, null on the app's Home and in the mailbox. */
export const currentChannel = () => (state.place?.tab ? null : state.place?.channel ?? null);
