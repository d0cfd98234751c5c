// The emoji names people and apps use most; an unknown name stays as typed.

import { h } from "./dom.js";

const NAMES = {
  "+1": "👍", "-1": "👎", alarm_clock: "⏰", arrow_down: "⬇️", arrow_left: "⬅️", arrow_right: "➡️", arrow_up: "⬆️",
  arrows_counterclockwise: "🔄", ballot_box_with_ballot: "🗳️", ballot_box_with_check: "☑️", bar_chart: "📊", bell: "🔔",
  black_square_for_stop: "⏹️", blue_book: "📘", blush: "😊", book: "📖", bookmark: "🔖", books: "📚", bulb: "💡",
  bust_in_silhouette: "👤", busts_in_silhouette: "👥", calendar: "📆", card_index_dividers: "🗂️",
  chart_with_downwards_trend: "📉", chart_with_upwards_trend: "📈", checkered_flag: "🏁", clap: "👏", clipboard: "📋",
  clock1: "🕐", clock9: "🕘", closed_book: "📕", coffee: "☕", construction: "🚧", crescent_moon: "🌙", cry: "😢",
  date: "📅", door: "🚪", envelope: "✉️", email: "📧", exclamation: "❗", eyes: "👀", file_folder: "📁", fire: "🔥",
  gear: "⚙️", gift: "🎁", globe_with_meridians: "🌐", green_book: "📗", grey_question: "❔", grin: "😁", handshake: "🤝",
  heart: "❤️", heavy_check_mark: "✔️", heavy_minus_sign: "➖", heavy_multiplication_x: "✖️", heavy_plus_sign: "➕",
  hourglass: "⌛", hourglass_flowing_sand: "⏳", house: "🏠", hugging_face: "🤗", inbox_tray: "📥",
  information_source: "ℹ️", joy: "😂", key: "🔑", label: "🏷️", large_blue_circle: "🔵", large_green_circle: "🟢",
  large_orange_circle: "🟠", large_red_circle: "🔴", large_yellow_circle: "🟡", link: "🔗", lock: "🔒", loudspeaker: "📢",
  mag: "🔍", mailbox: "📫", medal: "🏅", mega: "📣", memo: "📝", microphone: "🎤", muscle: "💪", mute: "🔇",
  new: "🆕", no_bell: "🔕", no_entry: "⛔", no_entry_sign: "🚫", notebook: "📓", ok: "🆗", ok_hand: "👌",
  open_file_folder: "📂", open_hands: "👐", orange_book: "📙", outbox_tray: "📤", page_facing_up: "📄", paperclip: "📎",
  partying_face: "🥳", pencil: "📝", pencil2: "✏️", phone: "☎️", point_down: "👇", point_left: "👈",
  point_right: "👉", point_up: "☝️", pray: "🙏", pushpin: "📌", question: "❓", raised_hand: "✋", raised_hands: "🙌",
  red_circle: "🔴", repeat: "🔁", rocket: "🚀", rotating_light: "🚨", round_pushpin: "📍", scales: "⚖️", scroll: "📜",
  seedling: "🌱", slightly_smiling_face: "🙂", smile: "😄", smiley: "😃", snowflake: "❄️", sos: "🆘", sparkles: "✨",
  speaking_head_in_silhouette: "🗣️", speech_balloon: "💬", spiral_calendar_pad: "🗓️", star: "⭐", star2: "🌟",
  stopwatch: "⏱️", studio_microphone: "🎙️", sunny: "☀️", sunrise: "🌅", tada: "🎉", telephone_receiver: "📞",
  thinking_face: "🤔", thumbsdown: "👎", thumbsup: "👍", timer_clock: "⏲️", trophy: "🏆", unlock: "🔓",
  video_camera: "📹", wastebasket: "🗑️", warning: "⚠️", wave: "👋", white_check_mark: "✅", white_circle: "⚪",
  wink: "😉", wrench: "🔧", writing_hand: "✍️", x: "❌", zap: "⚡", zzz: "💤",
  one: "1️⃣", two: "2️⃣", three: "3️⃣", four: "4️⃣", five: "5️⃣", six: "6️⃣", seven: "7️⃣", eight: "8️⃣", nine: "9️⃣",
};

/** A node for :name:, or the text itself when the name is unknown. */
export function emoji(name) {
  const sign = NAMES[name.replace(/::skin-tone-\d$/, "")];
  if (!sign) return document.createTextNode(`:${name}:`);
  return h("span", { class: "emoji", role: "img", "aria-label": name.replaceAll("_", " "), title: `:${name}:` }, sign);
}

/** Plain text whose :names: become emoji. */
export function withEmoji(text) {
  return String(text ?? "").split(/:([a-z0-9_+'-]+):/).map((part, index) => (index % 2 ? emoji(part) : part));
}
