// Dates and times in the acting person's zone, and Slack's date tokens.

const MONTHS_WITHOUT_YEAR = 183 * 86400;
const formatters = new Map();

export const clockTime = (unix, zone) => shown(unix, zone, { hour: "numeric", minute: "2-digit" });
export const fullDate = (unix, zone) =>
  shown(unix, zone, { weekday: "long", month: "long", day: "numeric", year: "numeric" });
export const shortFullDate = (unix, zone) =>
  shown(unix, zone, { weekday: "short", month: "short", day: "numeric", year: "numeric" });

/** "2026-11-30", the same for all moments of one day in `zone`. */
export function dayKey(unix, zone) {
  const { year, month, day } = wall(unix, zone);
  return `${year}-${pad(month)}-${pad(day)}`;
}

/** "Today", "Yesterday" or the long date, for the rule between two days. */
export function dayTitle(unix, zone, now) {
  const near = nearDay(unix, zone, now);
  return near ? near[0].toUpperCase() + near.slice(1) : fullDate(unix, zone);
}

/** Value of a datetime-local field for a moment. */
export function fieldMoment(unix, zone) {
  const { hour, minute } = wall(unix, zone);
  return `${dayKey(unix, zone)}T${pad(hour)}:${pad(minute)}`;
}

/** The moment a datetime-local field means in `zone`; null when it is incomplete. */
export function momentOf(text, zone) {
  const match = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d)/.exec(text);
  if (!match) return null;
  const [year, month, day, hour, minute] = match.slice(1).map(Number);
  const asUtc = Date.UTC(year, month - 1, day, hour, minute) / 1000;
  // The second pass settles moments near a change to or from summer time.
  const guess = asUtc - offset(asUtc, zone);
  return asUtc - offset(guess, zone);
}

/** Fills Slack's tokens ({date_short_pretty} at {time}) for a moment. */
export function fillTokens(format, unix, zone, now) {
  return format.replace(/\{(\w+)\}/g, (whole, token) => TOKENS[token]?.(unix, zone, now) ?? whole);
}

const TOKENS = {
  date_num: (unix, zone) => dayKey(unix, zone),
  date: (unix, zone, now) => ordinalDate(unix, zone, now, false),
  date_long: (unix, zone, now) => ordinalDate(unix, zone, now, true),
  date_short: shortDate,
  date_pretty: (unix, zone, now) => nearDay(unix, zone, now) ?? TOKENS.date(unix, zone, now),
  date_long_pretty: (unix, zone, now) => nearDay(unix, zone, now) ?? TOKENS.date_long(unix, zone, now),
  date_short_pretty: (unix, zone, now) => nearDay(unix, zone, now) ?? shortDate(unix, zone, now),
  date_long_full: fullDate,
  day_divider_pretty: (unix, zone, now) => nearDay(unix, zone, now) ?? fullDate(unix, zone),
  time: clockTime,
  time_secs: (unix, zone) => shown(unix, zone, { hour: "numeric", minute: "2-digit", second: "2-digit" }),
  ago: (unix, zone, now) => distance(unix - now),
};

function shortDate(unix, zone, now) {
  return shown(unix, zone, { month: "short", day: "numeric", year: farAway(unix, now) ? "numeric" : undefined });
}

function ordinalDate(unix, zone, now, withWeekday) {
  const weekday = withWeekday ? `${shown(unix, zone, { weekday: "long" })}, ` : "";
  const { day, year } = wall(unix, zone);
  const written = `${shown(unix, zone, { month: "long" })} ${day}${ordinal(day)}`;
  return `${weekday}${written}${farAway(unix, now) ? `, ${year}` : ""}`;
}

function ordinal(day) {
  if (day >= 11 && day <= 13) return "th";
  return { 1: "st", 2: "nd", 3: "rd" }[day % 10] ?? "th";
}

function farAway(unix, now) {
  return Math.abs(unix - now) > MONTHS_WITHOUT_YEAR;
}

function nearDay(unix, zone, now) {
  const days = (Date.parse(dayKey(unix, zone)) - Date.parse(dayKey(now, zone))) / 86400000;
  return { "-1": "yesterday", 0: "today", 1: "tomorrow" }[days] ?? null;
}

function distance(seconds) {
  const units = [["year", 31536000], ["month", 2592000], ["day", 86400], ["hour", 3600], ["minute", 60]];
  const [unit, size] = units.find(([, length]) => Math.abs(seconds) >= length) ?? ["second", 1];
  return new Intl.RelativeTimeFormat("en", { numeric: "auto" }).format(Math.trunc(seconds / size), unit);
}

function wall(unix, zone) {
  const parts = formatter(zone, {
    year: "numeric", month: "numeric", day: "numeric",
    hour: "numeric", minute: "numeric", second: "numeric", hourCycle: "h23",
  }).formatToParts(new Date(unix * 1000));
  return Object.fromEntries(parts.map((part) => [part.type, Number(part.value)]));
}

function offset(unix, zone) {
  const { year, month, day, hour, minute, second } = wall(unix, zone);
  return Date.UTC(year, month - 1, day, hour, minute, second) / 1000 - Math.floor(unix);
}

function shown(unix, zone, options) {
  return formatter(zone, options).format(new Date(unix * 1000));
}

function formatter(zone, options) {
  const key = zone + JSON.stringify(options);
  if (!formatters.has(key)) formatters.set(key, new Intl.DateTimeFormat("en-US", { ...options, timeZone: zone }));
  return formatters.get(key);
}

const pad = (number) => String(number).padStart(2, "0");
