// The list of the people one may act as, in the order in which a newcomer looks for them.

import { byTestId, h } from "./dom.js";
import { actors, state } from "./state.js";

// Slack knows titles, not roles; the words of a title are all there is to go by.
const GROUPS = [
  { label: "Program manager", holds: (one) => /program manager/i.test(one.title) },
  { label: "Guests", holds: (one) => one.is_guest, last: true },
  { label: "Chairs of groups", holds: (one) => /^chair of /i.test(one.title) },
  { label: "Directors and deans", holds: (one) => /\b(director|dean|state librarian)\b/i.test(one.title) },
  { label: "Members", holds: () => true },
];
const switcher = byTestId("person-switcher");

export function drawSwitcher() {
  const people = actors();
  const fingerprint = JSON.stringify(people.map((one) => [one.id, one.name, one.title, one.is_guest]));
  if (switcher.dataset.drawn !== fingerprint) {
    switcher.replaceChildren(...grouped(people).map(section));
    switcher.dataset.drawn = fingerprint;
  }
  switcher.value = state.me;
}

function grouped(people) {
  const found = GROUPS.map((group) => ({ ...group, people: [] }));
  for (const one of people) found.find((group) => group.holds(one)).people.push(one);
  const inOrder = [...found.filter((group) => !group.last), ...found.filter((group) => group.last)];
  return inOrder.filter((group) => group.people.length);
}

function section(group) {
  const words = (one) => [one.name, one.title, one.is_guest && "guest"].filter(Boolean).join(" · ");
  return h("optgroup", { label: group.label }, group.people.map((one) => h("option", { value: one.id }, words(one))));
}
