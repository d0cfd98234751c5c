// A surface is where blocks live: one message or one view. It keeps what was entered and passes on what is done.

import { tell } from "./api.js";
import { emit, state } from "./state.js";
import { answerOf, initialValue, storedValue } from "./values.js";

/**
 * `identity` is {channel, ts} or {view_id}; `stored` is Slack's state.values;
 * `entered` keeps values across redraws; `trouble(words)` shows a failed action.
 */
export function createSurface({ identity, stored = {}, entered = new Map(), errors = {}, trouble }) {
  const address = (blockId, element) => ({ as: state.me, ...identity, block_id: blockId, action_id: element.action_id });
  const post = async (path, blockId, element, answer) => {
    const result = await tell(path, { ...address(blockId, element), ...answer });
    if (!result.ok) trouble(result.message ?? result.error);
    emit("acted");
    return result;
  };
  return {
    kind: identity.view_id ? "view" : "message",
    entered,
    errorOf: (blockId) => errors[blockId] ?? null,
    valueOf(blockId, element) {
      const mine = entered.get(key(blockId, element.action_id));
      return mine ?? storedValue(stored[blockId]?.[element.action_id]) ?? initialValue(element);
    },
    hold: (blockId, element, value) => entered.set(key(blockId, element.action_id), value),
    remember: (blockId, element, value) => post("/ui/input", blockId, element, answerOf(element, value)),
    act: (blockId, element, value) => post("/ui/action", blockId, element, value === undefined ? {} : answerOf(element, value)),
    options: (blockId, element, query) => tell("/ui/options", { ...address(blockId, element), query }),
    storedOptions(blockId, element) {
      const entry = stored[blockId]?.[element.action_id] ?? {};
      return [entry.selected_option, ...(entry.selected_options ?? [])].filter(Boolean);
    },
  };
}

const key = (blockId, actionId) => `${blockId}\n${actionId}`;

/** Forgets what was entered in fields that these blocks no longer have: as in Slack, it is not sent. */
export function forgetMissing(entered, blocks) {
  const elements = (block) => [block.element, block.accessory, ...(block.elements ?? [])].filter(Boolean);
  const there = new Set(blocks.flatMap((block) => elements(block).map((element) => key(block.block_id, element.action_id))));
  for (const place of entered.keys()) if (!there.has(place)) entered.delete(place);
}

/** Everything entered on a surface, as {block_id: {action_id: value}}. */
export function enteredValues(surface) {
  const values = {};
  for (const [place, value] of surface.entered) {
    const [blockId, actionId] = place.split("\n");
    (values[blockId] ??= {})[actionId] = value;
  }
  return values;
}
