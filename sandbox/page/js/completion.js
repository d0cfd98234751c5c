// What the composer proposes while one types, and how names become Slack's ids when one sends.

import { actors, state } from "./state.js";

const MOST = 7;
const BUILT_IN = [
  { command: "/invite", usage_hint: "@person", description: "Bring someone into this channel" },
  { command: "/join", usage_hint: "#channel", description: "Enter a channel" },
  { command: "/leave", usage_hint: "", description: "Leave this channel" },
];

/** {options: [{label, hint, insert}], range: [from, to]} for the word at the caret, or null. */
export function completionsFor(text, caret) {
  const before = text.slice(0, caret);
  return commands(before) ?? names(before) ?? channels(before);
}

/** The usage hint of the command being typed. */
export function hintFor(text) {
  const word = /^(\/\S+)\s/.exec(text)?.[1];
  const command = state.world.commands.find((row) => row.command === word);
  return command?.usage_hint ? `${command.command} ${command.usage_hint}` : "";
}

/** What was typed, with @names and #channels turned into <@U…> and <#C…>. */
export function outgoing(text) {
  const known = sendable();
  let out = "";
  for (let at = 0; at < text.length; ) {
    const opens = /[@#]/.test(text[at]) && (at === 0 || /[\s(,;]/.test(text[at - 1]));
    const fits = opens && known.find(([name]) => matchesAt(text, at, name));
    out += fits ? fits[1] : text[at];
    at += fits ? fits[0].length : 1;
  }
  return out;
}

function commands(before) {
  if (!/^\/\S*$/.test(before)) return null;
  const known = [...state.world.commands, ...BUILT_IN];
  // A command typed in full is ready to send, so Enter must not complete it once more.
  if (known.some((row) => row.command === before)) return null;
  const options = known.filter((row) => row.command.startsWith(before.toLowerCase()));
  return { options: options.map(commandOption), range: [0, before.length] };
}

function commandOption(command) {
  return { label: `${command.command} ${command.usage_hint ?? ""}`.trim(), hint: command.description, insert: command.command };
}

function names(before) {
  const match = /(?:^|[\s(])@([^@\n]{0,40})$/u.exec(before);
  if (!match) return null;
  const query = match[1].toLowerCase();
  const people = [...actors(), { id: state.world.bot.user_id, name: state.world.bot.name, title: "App" }];
  if (people.some((user) => user.name.toLowerCase() === query)) return null;
  const found = people.filter((user) => starts(user.name, query)).sort((a, b) => place(a.name, query) - place(b.name, query)).slice(0, MOST);
  if (!found.length) return null;
  return { options: found.map((user) => ({ label: `@${user.name}`, hint: user.title, insert: `@${user.name}` })), range: [before.length - match[1].length - 1, before.length] };
}

function channels(before) {
  const match = /(?:^|[\s(])#([\p{L}\p{N}_-]{0,80})$/u.exec(before);
  if (!match) return null;
  const query = match[1].toLowerCase();
  const known = state.world.channels.filter((channel) => !channel.is_archived);
  if (known.some((channel) => channel.name === query)) return null;
  const found = known.filter((channel) => channel.name.includes(query)).slice(0, MOST);
  return { options: found.map((channel) => ({ label: `#${channel.name}`, hint: channel.topic, insert: `#${channel.name}` })), range: [before.length - query.length - 1, before.length] };
}

function starts(name, query) {
  const lower = name.toLowerCase();
  return lower.startsWith(query) || lower.split(/\s+/).some((word) => word.startsWith(query));
}

/** First names before surnames. */
const place = (name, query) => (name.toLowerCase().startsWith(query) ? 0 : 1);

function matchesAt(text, at, name) {
  const after = text[at + name.length];
  return text.startsWith(name, at) && (after === undefined || !/[\p{L}\p{N}_-]/u.test(after));
}

/** Longest names first, so that "@Ann Lee" is not taken for "@Ann". */
function sendable() {
  const { people, channels: open, bot } = state.world;
  const rows = [
    ...people.filter((user) => !user.deleted).map((user) => [`@${user.name}`, `<@${user.id}>`]),
    [`@${bot.name}`, `<@${bot.user_id}>`],
    ...open.map((channel) => [`#${channel.name}`, `<#${channel.id}>`]),
  ];
  return rows.sort((a, b) => b[0].length - a[0].length);
}
