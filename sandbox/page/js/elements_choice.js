// Elements one chooses from: selects, multi selects, checkboxes, radio buttons.

import { combobox } from "./combobox.js";
import { h, uniqueId } from "./dom.js";
import { fieldAttributes } from "./elements_fields.js";
import { plainText, textNodes } from "./mrkdwn.js";
import { companions, currentChannel, nameOf, state } from "./state.js";

// The browser's own list is the best one to use while all of it can be seen; longer ones want Slack's search.
const MOST_UNSEARCHED = 10;

export const choiceElements = {
  static_select: (element, context) => select(element, context, staticGroups(element)),
  users_select: (element, context) => select(element, context, [{ options: people() }]),
  channels_select: (element, context) => select(element, context, [{ options: channels(["public"]) }]),
  conversations_select: (element, context) => select(element, context, conversationGroups(element)),
  multi_static_select: (element, context) => several(element, context, flat(staticGroups(element))),
  multi_users_select: (element, context) => several(element, context, people()),
  multi_channels_select: (element, context) => several(element, context, channels(["public"])),
  multi_conversations_select: (element, context) => several(element, context, flat(conversationGroups(element))),
  external_select: (element, context) => external(element, context, false),
  multi_external_select: (element, context) => external(element, context, true),
  checkboxes: (element, context) => boxes(element, context, "checkbox"),
  radio_buttons: (element, context) => boxes(element, context, "radio"),
};

/** Elements that are a group of inputs and so want a legend instead of a label. */
export const isGroup = (element) => element.type === "checkboxes" || element.type === "radio_buttons";

const shown = (option) => ({ value: option.value, text: plainText(option.text), hint: option.description ? plainText(option.description) : null });
const flat = (groups) => groups.flatMap((group) => group.options.map((option) => ({ ...option, group: group.label })));
const placeholder = (element, words) => (element.placeholder ? plainText(element.placeholder) : words);

function staticGroups(element) {
  if (!element.option_groups) return [{ options: (element.options ?? []).map(shown) }];
  return element.option_groups.map((group) => ({ label: plainText(group.label), options: group.options.map(shown) }));
}

function people() {
  const known = state.world.people.filter((user) => !user.deleted);
  return known.map((user) => ({ value: user.id, text: user.name, hint: user.title })).sort((a, b) => a.text.localeCompare(b.text));
}

function channels(kinds) {
  const open = state.world.channels.filter((channel) => !channel.is_archived && kinds.includes(channel.is_private ? "private" : "public"));
  return open.map((channel) => ({ value: channel.id, text: `#${channel.name}` }));
}

function directMessages(kinds, exclude) {
  const kindOf = (im) => (im.users.length > 1 ? "mpim" : "im");
  const open = state.world.ims.filter((im) => kinds.includes(kindOf(im)) && im.user !== exclude);
  return open.map((im) => ({ value: im.id, text: companions(im) }));
}

function conversationGroups(element) {
  const kinds = element.filter?.include ?? ["public", "private", "im", "mpim"];
  const direct = directMessages(kinds, element.filter?.exclude_bot_users ? state.world.bot.user_id : null);
  return [{ label: "Channels", options: channels(kinds) }, { label: "Direct messages", options: direct }].filter((group) => group.options.length);
}

function select(element, context, groups) {
  const here = element.default_to_current_conversation ? currentChannel() : null;
  const value = context.current() ?? here ?? "";
  if (here && context.current() === null) context.hold(here);
  const options = flat(groups);
  if (options.length > MOST_UNSEARCHED) return box(element, context, { search: within(options), picked: options.filter((option) => option.value === value), multiple: false });
  const node = h("select", { ...fieldAttributes(element, context), dir: "auto" },
    h("option", { value: "" }, placeholder(element, "Choose an option")),
    groups.map((group) => (group.label ? h("optgroup", { label: group.label }, group.options.map(choice)) : group.options.map(choice))));
  node.value = value;
  let former = value;
  const undo = () => { node.value = former; };
  node.addEventListener("change", async () => {
    const picked = node.value;
    await context.change(picked || null, undo);
    former = node.value;
  });
  if (context.acts) openOnArrow(node);
  return node;
}

function choice(option) {
  return h("option", { value: option.value }, option.hint ? `${option.text} — ${option.hint}` : option.text);
}

/** Arrows on a closed list would send every option on the way to the app; they open the list instead. */
function openOnArrow(node) {
  node.addEventListener("keydown", (event) => {
    if (!["ArrowDown", "ArrowUp"].includes(event.key) || !node.showPicker) return;
    event.preventDefault();
    try { node.showPicker(); } catch { /* The browser wants a pointer first; Enter and Space still open the list. */ }
  });
}

/** A search of options by any part of their words. */
function within(options) {
  return async (query) => options.filter((option) => `${option.text} ${option.hint ?? ""}`.toLowerCase().includes(query.trim().toLowerCase()));
}

function several(element, context, options) {
  const picked = (context.current() ?? []).map((value) => options.find((option) => option.value === value) ?? { value, text: nameOf(value) });
  return box(element, context, { search: within(options), picked, multiple: true });
}

function external(element, context, multiple) {
  const { surface, blockId } = context;
  const known = [...surface.storedOptions(blockId, element), element.initial_option, ...(element.initial_options ?? [])].filter(Boolean).map(shown);
  const search = async (query) => {
    const answer = await surface.options(blockId, element, query);
    const found = answer.option_groups ? flat(staticGroups(answer)) : (answer.options ?? []).map(shown);
    known.push(...found);
    return found;
  };
  const values = [context.current()].flat().filter(Boolean);
  const picked = values.map((value) => known.find((option) => option.value === value) ?? { value, text: value });
  return box(element, context, { search, picked, multiple, least: element.min_query_length ?? 3 });
}

function box(element, context, { search, picked, multiple, least }) {
  return combobox({
    id: context.id ?? uniqueId("combo"), name: context.label, multiple, picked, search, least, limit: element.max_selected_items,
    placeholder: placeholder(element, multiple ? "Search and choose" : "Search"),
    attributes: fieldAttributes(element, context),
    changed: (values, undo) => context.change(multiple ? values : values[0] ?? null, undo),
  });
}

function boxes(element, context, kind) {
  const group = uniqueId("group");
  const read = () => {
    const values = [...holder.querySelectorAll("input:checked")].map((input) => input.value);
    return kind === "radio" ? values[0] ?? null : values;
  };
  const holder = h("div", { class: "boxes", role: context.labelled ? null : kind === "radio" ? "radiogroup" : "group", "aria-label": context.labelled ? null : context.label });
  const chosen = [context.current()].flat();
  holder.append(...element.options.map((option, index) => {
    const id = uniqueId("box");
    const input = h("input", {
      type: kind, id, name: group, value: option.value, checked: chosen.includes(option.value), "aria-describedby": option.description ? `${id}-more` : context.describedBy,
      "aria-invalid": context.invalid ? "true" : null, dataset: { key: `${context.blockId}/${element.action_id}/${index}` }, onchange: () => context.change(read()),
    });
    const more = option.description ? h("small", { id: `${id}-more`, dir: "auto" }, textNodes(option.description)) : null;
    return h("div", { class: "box" }, input, h("div", {}, h("label", { for: id, dir: "auto" }, textNodes(option.text)), more));
  }));
  return holder;
}
