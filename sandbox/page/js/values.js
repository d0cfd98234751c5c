// What an interactive element holds: its initial value, and the value in Slack's state object.

const OPTION = (option) => option?.value ?? null;
const OPTIONS = (options) => (options ?? []).map(OPTION);

const INITIAL = {
  plain_text_input: (element) => element.initial_value ?? "",
  email_text_input: (element) => element.initial_value ?? "",
  url_text_input: (element) => element.initial_value ?? "",
  number_input: (element) => element.initial_value ?? "",
  rich_text_input: (element) => element.initial_value ?? null,
  static_select: (element) => OPTION(element.initial_option),
  external_select: (element) => OPTION(element.initial_option),
  radio_buttons: (element) => OPTION(element.initial_option),
  multi_static_select: (element) => OPTIONS(element.initial_options),
  multi_external_select: (element) => OPTIONS(element.initial_options),
  checkboxes: (element) => OPTIONS(element.initial_options),
  users_select: (element) => element.initial_user ?? null,
  channels_select: (element) => element.initial_channel ?? null,
  conversations_select: (element) => element.initial_conversation ?? null,
  multi_users_select: (element) => element.initial_users ?? [],
  multi_channels_select: (element) => element.initial_channels ?? [],
  multi_conversations_select: (element) => element.initial_conversations ?? [],
  datepicker: (element) => element.initial_date ?? null,
  timepicker: (element) => element.initial_time ?? null,
  datetimepicker: (element) => element.initial_date_time ?? null,
};

const STORED = [
  "value", "selected_user", "selected_users", "selected_channel", "selected_channels", "selected_conversation",
  "selected_conversations", "selected_date", "selected_time", "selected_date_time", "rich_text_value",
];

export const initialValue = (element) => INITIAL[element.type]?.(element) ?? null;

/** The value of one entry of `state.values`; undefined when the entry says nothing. */
export function storedValue(entry) {
  if (!entry) return undefined;
  if ("selected_option" in entry) return OPTION(entry.selected_option);
  if ("selected_options" in entry) return OPTIONS(entry.selected_options);
  if ("files" in entry) return entry.files.map((file) => file.id);
  const name = STORED.find((key) => key in entry);
  return name ? entry[name] : undefined;
}

/** Text elements answer with `value`, all others with `selected`. */
export function answerOf(element, value) {
  return /_input$/.test(element.type) && element.type !== "file_input" ? { value } : { selected: value };
}
