// Elements one types into: texts, numbers, dates, times, files.

import { tell } from "./api.js";
import { h } from "./dom.js";
import { plainText } from "./mrkdwn.js";
import { state, zone } from "./state.js";
import { fieldMoment, momentOf } from "./time.js";

const TYPING_PAUSE = 600;
let uploads = Promise.resolve();

export const fieldElements = {
  plain_text_input: (element, context) => textField(element, context, element.multiline ? "textarea" : "text"),
  email_text_input: (element, context) => textField(element, context, "email"),
  url_text_input: (element, context) => textField(element, context, "url"),
  number_input: (element, context) => textField(element, context, "text", { inputmode: element.is_decimal_allowed ? "decimal" : "numeric" }),
  rich_text_input: richTextField,
  datepicker: (element, context) => dateField(element, context, { type: "date" }),
  timepicker: (element, context) => dateField(element, context, { type: "time" }),
  datetimepicker: (element, context) => dateField(element, context, {
    type: "datetime-local",
    read: (text) => momentOf(text, zone()),
    write: (value) => fieldMoment(value, zone()),
  }),
  file_input: fileField,
};

/** Attributes every field shares: its name, description and error. */
export function fieldAttributes(element, { id, label, labelled, describedBy, invalid, blockId }) {
  return {
    id,
    // A field with a <label> needs no second name.
    "aria-label": labelled ? null : label,
    "aria-describedby": describedBy,
    "aria-invalid": invalid ? "true" : null,
    dataset: { key: `${blockId}/${element.action_id}` },
  };
}

function textField(element, context, kind, extra = {}) {
  const tag = kind === "textarea" ? "textarea" : "input";
  const counter = element.max_length && element.max_length <= 300 ? h("small", { class: "counter", "aria-hidden": "true" }) : null;
  const field = h(tag, {
    ...fieldAttributes(element, context), ...extra, dir: "auto", type: tag === "input" ? kind : null, rows: tag === "textarea" ? 4 : null,
    placeholder: element.placeholder ? plainText(element.placeholder) : null, value: context.current() ?? "",
    required: context.required,
  });
  const count = () => { if (counter) counter.textContent = `${field.value.length} of ${element.max_length}`; };
  field.addEventListener("input", () => { context.hold(field.value); count(); });
  watchTyping(field, element, context);
  count();
  return counter ? h("div", { class: "counted" }, field, counter) : field;
}

function watchTyping(field, element, context) {
  const triggers = element.dispatch_action_config?.trigger_actions_on ?? ["on_enter_pressed"];
  let pause;
  if (!context.acts) return field.addEventListener("change", () => context.change(field.value));
  if (triggers.includes("on_character_entered")) {
    field.addEventListener("input", () => {
      window.clearTimeout(pause);
      pause = window.setTimeout(() => context.change(field.value), TYPING_PAUSE);
    });
  }
  if (triggers.includes("on_enter_pressed")) {
    field.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
      event.preventDefault();
      context.change(field.value);
    });
  }
}

function dateField(element, context, { type, read = (text) => text || null, write = (value) => value }) {
  const start = context.current();
  const field = h("input", { ...fieldAttributes(element, context), type, value: start ? write(start) : "" });
  let pause;
  const send = () => {
    window.clearTimeout(pause);
    // Browsers report half-typed years such as 0002 as complete dates.
    if (type !== "time" && /^0/.test(field.value)) return;
    context.change(read(field.value), () => { field.value = start ? write(start) : ""; });
  };
  field.addEventListener("change", () => {
    context.hold(read(field.value));
    window.clearTimeout(pause);
    if (context.acts) pause = window.setTimeout(send, TYPING_PAUSE);
    else send();
  });
  return field;
}

function richTextField(element, context) {
  const rich = (text) => (text ? { type: "rich_text", elements: [{ type: "rich_text_section", elements: [{ type: "text", text }] }] } : null);
  const field = h("textarea", { ...fieldAttributes(element, context), rows: 4, dir: "auto", value: wordsOf(context.current()) });
  field.addEventListener("input", () => context.hold(rich(field.value)));
  field.addEventListener("change", () => context.change(rich(field.value)));
  return field;
}

/** What a text with formatting says, without it. */
function wordsOf(rich) {
  return rich?.text ?? (rich?.elements ?? []).map(wordsOf).join(rich?.type === "rich_text" ? "\n" : "");
}

function fileField(element, context) {
  const accept = (element.filetypes ?? []).map((kind) => `.${kind}`).join(",") || null;
  const field = h("input", { ...fieldAttributes(element, context), type: "file", accept, multiple: (element.max_files ?? 10) > 1 });
  const handIn = async () => context.change(await Promise.all([...field.files].map(uploaded)));
  field.addEventListener("change", () => { uploads = Promise.all([uploads, handIn()]); });
  return field;
}

/** Resolves when all files have been handed in, so that no form is sent without those chosen for it. */
export const allUploads = () => uploads;

/** The id of a file that was handed in; one that is refused counts as none. */
async function uploaded(file) {
  const bytes = new Uint8Array(await file.arrayBuffer());
  const content = btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));
  const answer = await tell("/ui/upload", { as: state.me, name: file.name, content });
  return answer.file?.id ?? file.name;
}
