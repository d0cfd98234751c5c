// One letter as its recipient reads it: the page in a frame that runs nothing, the plain text, or the headers.

import { h, link } from "./dom.js";
import { zone } from "./state.js";
import { clockTime, fullDate } from "./time.js";

const WEB_ADDRESS = /https?:\/\/[^\s<>"']*[^\s<>"'.,;:!?)\]}]/g;
const SIZES = ["bytes", "kB", "MB"];
const HARMLESS = "allow-same-origin allow-popups allow-popups-to-escape-sandbox";

export function drawLetter(letter) {
  const body = h("div", { class: "letter-body" });
  const ways = [letter.html && ["Formatted", formatted], ["Plain text", plainText], ["Headers", headers]].filter(Boolean);
  const buttons = ways.map(([words, draw]) => h("button", { type: "button", class: "plain small", "aria-pressed": "false", onclick: () => choose(words, draw) }, words));
  function choose(words, draw) {
    for (const button of buttons) button.setAttribute("aria-pressed", String(button.textContent === words));
    body.replaceChildren(draw(letter));
  }
  choose(...ways[0]);
  return h("article", { "data-testid": "letter", "aria-labelledby": "letter-heading" },
    h("h2", { id: "letter-heading", tabindex: -1, dir: "auto" }, letter.subject),
    letter.is_repeated ? h("p", { class: "letter-again" }, "This letter came before: it has the same Message-ID.") : null,
    facts(letter),
    h("div", { class: "letter-ways", role: "group", "aria-label": "Show the letter as" }, buttons),
    body, files(letter));
}

function facts(letter) {
  const rows = [
    ["From", sender(letter)], ["To", letter.to], ["Replies go to", letter.reply_to],
    ["Came", `${fullDate(letter.received, zone())}, ${clockTime(letter.received, zone())} (${zone().replaceAll("_", " ")})`],
  ];
  return h("dl", { class: "letter-facts" }, rows.filter(([, value]) => value).map(([name, value]) => h("div", {}, h("dt", {}, name), h("dd", { dir: "auto" }, value))));
}

const sender = ({ from, from_address: address }) => (from === address ? address : `${from} <${address}>`);

function formatted({ html, subject }) {
  const frame = h("iframe", { src: html, title: `The letter “${subject}”`, sandbox: HARMLESS, "data-testid": "letter-page" });
  frame.addEventListener("load", () => {
    // Only the width changes what is inside: a height that is set must not ask for another one.
    let width = 0;
    new ResizeObserver(() => {
      if (frame.clientWidth !== width) fit(frame);
      width = frame.clientWidth;
    }).observe(frame);
  });
  return frame;
}

/** As high as what it holds, so that the letter scrolls with the page around it. */
function fit(frame) {
  const page = frame.contentDocument?.documentElement;
  if (!page) return;
  frame.style.height = "0";
  frame.style.height = `${page.scrollHeight + 2}px`;
}

function plainText({ plain }) {
  return h("div", { class: "letter-plain", dir: "auto", "data-testid": "letter-plain" }, linked(plain ?? "This letter has no plain text."));
}

function linked(text) {
  const parts = [];
  let end = 0;
  for (const { 0: address, index } of text.matchAll(WEB_ADDRESS)) {
    parts.push(text.slice(end, index), link(address, address));
    end = index + address.length;
  }
  return [...parts, text.slice(end)];
}

function headers({ headers: rows, envelope_sender: envelope, source }) {
  const all = [["Envelope sender", envelope || "none"], ...rows];
  return h("div", { "data-testid": "letter-headers" },
    h("dl", { class: "letter-headers" }, all.map(([name, value]) => h("div", {}, h("dt", {}, name), h("dd", {}, value)))),
    h("p", {}, h("a", { href: source, download: "" }, "Save the letter as it came")));
}

/** An invitation is in a letter twice, as a part for calendars and as a file: it is shown once. */
function listed(attachments) {
  const hasFile = attachments.some(({ name, is_inline: isInline }) => !isInline && name.endsWith(".ics"));
  return attachments.filter(({ kind, is_inline: isInline }) => !(hasFile && isInline && kind === "text/calendar"));
}

function files({ attachments }) {
  if (!attachments.length) return null;
  const rows = listed(attachments).map(({ name, kind, size, url, is_inline: isInline }) => h("li", {},
    h("a", { href: url, download: name }, name), h("span", { class: "quiet" }, `${kind}, ${amount(size)}${isInline ? ", a part of the letter" : ""}`)));
  return h("section", { class: "letter-files", "aria-labelledby": "letter-files-heading" }, h("h3", { id: "letter-files-heading" }, "Attached"), h("ul", {}, rows));
}

function amount(bytes) {
  const step = bytes < 1000 ? 0 : bytes < 1_000_000 ? 1 : 2;
  return `${Math.round(bytes / 1000 ** step)} ${SIZES[step]}`;
}
