// The list of the people one may act as, in the order in which a newcomer looks for them.

import { byTestId, h } from "./dom.js";
import { actors, correspondents, state } from "./state.js";

// Slack knows titles, not roles; the words of a title are all there is to go by.
const GROUPS = [
  { label: "Program manager", holds: (user) => /program manager/i.test(user.title) },
  { label: "Without Slack, by mail", holds: (user) => user.address, last: true },
  { label: "Guests", holds: (user) => user.is_guest, last: true },
  { label: "Chairs of groups", holds: (user) => /^chair of /i.test(user.title) },
  { label: "Directors and deans", holds: (user) => /\b(director|dean|state librarian)\b/i.test(user.title) },
  { label: "Members", holds: () => true },
];
const switcher = byTestId("person-switcher");

export function drawSwitcher() {
  const people = [...actors(), ...correspondents()];
  const fingerprint = JSON.stringify(people.map((user) => [user.id, user.name, user.title, user.is_guest]));
  if (switcher.dataset.drawn !== fingerprint) {
    switcher.replaceChildren(...grouped(people).map(section));
    switcher.dataset.drawn = fingerprint;
  }
  switcher.value = state.me;
}

function grouped(people) {
  const found = GROUPS.map((group) => ({ ...group, people: [] }));
  for (const user of people) found.find((group) => group.holds(user)).people.push(user);
  const inOrder = [...found.filter((group) => !group.last), ...found.filter((group) => group.last)];
  return inOrder.filter((group) => group.people.length);
}

function section(group) {
  const words = (user) => [user.name, user.title, user.is_guest && "guest"].filter(Boolean).join(" · ");
  return h("optgroup", { label: group.label }, group.people.map((user) => h("option", { value: user.id }, words(user))));
}
