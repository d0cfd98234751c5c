// The pane in which channels, people and the app's installation are changed, as an administrator of Slack would.

import { tell } from "./api.js";
import { h, uniqueId } from "./dom.js";
import { picker, refill, smallForm } from "./forms.js";
import { startPane } from "./panes.js";
import { emit, nameOf, on, person, reloadWorld, state } from "./state.js";

const body = document.getElementById("workspace-body");
const CHANNEL_ACTS = [["rename", "Rename"], ["archive", "Archive"], ["unarchive", "Unarchive"], ["delete", "Delete"]];
const KINDS = [["member", "Member"], ["restricted", "Guest in several channels"], ["ultra", "Guest in one channel"]];

export function startWorkspace() {
  startPane("workspace", { opened: draw });
  on("world", () => refill(body));
}

function draw() {
  body.replaceChildren(
    h("h3", {}, "A new channel"), newChannel(),
    h("h3", {}, "Change a channel"), changedChannel(),
    h("h3", {}, "A new person"), newPerson(),
    h("h3", {}, "Change a person"), ...changedPerson(),
    h("h3", {}, "The app"), installation());
}

const choices = (rows) => rows.map(([value, text]) => ({ value, text }));
const channels = () => state.world.channels.map((channel) => ({ value: channel.id, text: `#${channel.name}${channel.is_archived ? " (archived)" : ""}` }));
const people = () => state.world.people.filter((user) => !user.is_bot).map((user) => ({ value: user.id, text: user.name + (user.deleted ? " (deactivated)" : "") }));

/** Sends an act of the person on screen, and shows the workspace as it is afterwards. */
async function act(path, fields) {
  const answer = await tell(path, { as: state.me, ...fields });
  if (answer.ok) await reloadWorld();
  emit("acted");
  return answer;
}

function newChannel() {
  return smallForm({
    fields: [{ name: "name", label: "Name", required: true }, { name: "is_private", label: "Private", kind: "checkbox" }],
    button: "Create the channel",
    send: (fields) => act("/ui/channel", { act: "create", ...fields, name: fields.name ?? "" }),
    said: () => "Created. You are its first member.",
  });
}

function changedChannel() {
  return smallForm({
    fields: [
      { name: "channel", label: "Channel", kind: "select", options: channels },
      { name: "act", label: "What to do", kind: "select", options: choices(CHANNEL_ACTS) },
      { name: "name", label: "New name", when: ({ act: chosen }) => chosen === "rename" },
    ],
    button: "Change the channel",
    send: (fields) => act("/ui/channel", { ...fields, name: fields.name ?? "" }),
    said: () => "Done.",
  });
}

function newPerson() {
  return smallForm({
    fields: [
      { name: "real_name", label: "Full name", required: true }, { name: "title", label: "Title" },
      { name: "email", label: "Email address", kind: "email" }, { name: "kind", label: "Kind", kind: "select", options: choices(KINDS) },
    ],
    button: "Add the person",
    send: ({ kind, ...profile }) => act("/ui/person", { act: "add", ...given(profile), is_restricted: kind === "restricted", is_ultra_restricted: kind === "ultra" }),
    said: (answer) => `${answer.person.name} is in the workspace. You can act as them now.`,
  });
}

function changedPerson() {
  const id = uniqueId("whom");
  const holder = h("div", {});
  const whom = picker({ id, onchange: () => holder.replaceChildren(profile(whom.value)) }, people);
  whom.value = state.me;
  holder.append(profile(state.me));
  return [h("div", { class: "field" }, h("label", { for: id }, "Person"), whom), holder];
}

function profile(id) {
  const user = person(id);
  const other = user.deleted ? "reactivate" : "deactivate";
  return h("div", {},
    smallForm({
      fields: [
        { name: "real_name", label: "Full name", value: user.name }, { name: "title", label: "Title", value: user.title },
        { name: "email", label: "Email address", kind: "email", value: user.email }, { name: "tz", label: "Time zone", value: user.tz },
      ],
      button: "Save the profile",
      send: (fields) => act("/ui/person", { act: "change", person: id, ...given(fields) }),
      said: () => "Saved.",
    }),
    smallForm({ fields: [], button: user.deleted ? "Reactivate this account" : "Deactivate this account", danger: !user.deleted,
      send: () => act("/ui/person", { act: other, person: id }), said: () => `${nameOf(id)}: done.` }));
}

function installation() {
  const acts = choices([["revoke_tokens", "Revoke its tokens"], ["uninstall", "Uninstall it"], ["install", "Install it again"]]);
  return smallForm({
    fields: [{ name: "act", label: `What happens to ${state.world.bot.name}`, kind: "select", options: acts }],
    button: "Do this to the app", danger: true,
    send: (fields) => act("/ui/app", fields),
    said: () => "Done. The inspector shows what the app was told.",
  });
}

const given = (fields) => Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== null));
