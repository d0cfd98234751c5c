// Block Kit as document nodes: one function a block kind.

import { chartBlock } from "./charts.js";
import { h, link, safeAddress, uniqueId } from "./dom.js";
import { isGroup } from "./elements_choice.js";
import { renderElement } from "./elements.js";
import { markdown } from "./markdown.js";
import { plainText, textNodes } from "./mrkdwn.js";
import { richText } from "./richtext.js";
import { dataTableBlock, tableBlock } from "./tables.js";

export function renderBlocks(blocks, surface) {
  return (blocks ?? []).map((block) => renderBlock(block, surface));
}

function renderBlock(block, surface) {
  const build = BLOCKS[block.type] ?? unknown;
  const node = build(block, surface);
  node.classList.add("block", `block-${block.type}`);
  if (block.block_id) node.dataset.blockId = block.block_id;
  return node;
}

const BLOCKS = {
  section, header, context, actions, image, input, card, alert, container, video, file, carousel, plan,
  divider: () => h("hr", {}),
  rich_text: richText,
  table: tableBlock,
  data_table: dataTableBlock,
  data_visualization: chartBlock,
  markdown: (block) => markdown(block.text ?? ""),
  context_actions: actions,
  task_card: taskCard,
};

const text = (object, tag = "div") => (object ? h(tag, { class: "text", dir: "auto" }, textNodes(object)) : null);
const picture = (element, kind) => (element ? h("img", { class: kind, src: safeAddress(element.image_url), alt: element.alt_text ?? "", loading: "lazy" }) : null);

function section(block, surface) {
  const label = block.text ? plainText(block.text) : null;
  const fields = block.fields?.length ? h("div", { class: "fields" }, block.fields.map((field) => text(field))) : null;
  const accessory = block.accessory
    ? h("div", { class: "accessory" }, renderElement(block.accessory, { surface, blockId: block.block_id, acts: true, label }))
    : null;
  return h("div", {}, h("div", { class: "section-text" }, text(block.text), fields), accessory);
}

function header(block) {
  const level = Math.min(6, 1 + (block.level ?? 1));
  return h(`h${level}`, { dir: "auto" }, textNodes(block.text));
}

function context(block) {
  return h("div", {}, block.elements.map((element) => (element.type === "image" ? picture(element, "context-image") : text(element, "span"))));
}

function actions(block, surface) {
  const name = (element) => (element.placeholder ? plainText(element.placeholder) : element.type.replaceAll("_", " "));
  return h("div", {}, (block.elements ?? []).map((element) => renderElement(element, { surface, blockId: block.block_id, acts: true, label: name(element) })));
}

function image(block) {
  const title = block.title ? h("figcaption", { dir: "auto" }, textNodes(block.title)) : null;
  const address = safeAddress(block.image_url ?? block.slack_file?.url);
  return h("figure", {}, title, h("img", { src: address, alt: block.alt_text ?? "", loading: "lazy" }));
}

function input(block, surface) {
  const element = block.element;
  const group = isGroup(element);
  const id = uniqueId("field");
  const error = surface.errorOf(block.block_id);
  const hintId = block.hint ? `${id}-hint` : null;
  const errorId = error ? `${id}-error` : null;
  const label = plainText(block.label);
  const described = [errorId, hintId].filter(Boolean).join(" ") || null;
  const node = renderElement(element, {
    surface, blockId: block.block_id, acts: Boolean(block.dispatch_action), id, label, labelled: true, describedBy: described, invalid: Boolean(error), required: false,
  });
  const optional = block.optional ? h("span", { class: "optional" }, " (optional)") : null;
  return h(group ? "fieldset" : "div", { class: error ? "field wrong" : "field" },
    h(group ? "legend" : "label", { for: group ? null : id, dir: "auto" }, textNodes(block.label), optional),
    node,
    block.hint ? h("div", { class: "hint", id: hintId, dir: "auto" }, textNodes(block.hint)) : null,
    error ? h("div", { class: "error", id: errorId }, h("strong", {}, "Problem: "), error) : null);
}

function card(block, surface) {
  const heading = h("div", { class: "card-heading" }, picture(block.icon, "icon"),
    h("div", {}, block.title ? h("strong", { dir: "auto" }, textNodes(block.title)) : null, block.subtitle ? h("div", { class: "quiet", dir: "auto" }, textNodes(block.subtitle)) : null));
  const buttons = block.actions?.length
    ? h("div", { class: "buttons" }, block.actions.map((element) => renderElement(element, { surface, blockId: block.block_id, acts: true, label: plainText(block.title ?? "") })))
    : null;
  return h("div", {}, picture(block.hero_image, "hero"), heading, text(block.body), buttons);
}

const LEVELS = { info: "Note", warning: "Warning", error: "Problem", success: "Done" };

function alert(block) {
  const level = block.level ?? "default";
  return h("div", { class: `level-${level}`, role: "note" }, LEVELS[level] ? h("strong", {}, `${LEVELS[level]}: `) : null, text(block.text, "span"));
}

function container(block, surface) {
  const title = block.rich_text_title ? richText(block.rich_text_title) : h("strong", { dir: "auto" }, textNodes(block.title));
  const heading = [picture(block.icon, "icon"), h("span", {}, title, block.subtitle ? h("span", { class: "quiet", dir: "auto" }, " ", textNodes(block.subtitle)) : null)];
  const children = renderBlocks(block.child_blocks, surface);
  if (!block.is_collapsible) return h("div", {}, h("div", { class: "container-heading" }, heading), children);
  return h("details", { open: !block.default_collapsed }, h("summary", { class: "container-heading" }, heading), children);
}

function video(block) {
  const thumbnail = picture({ image_url: block.thumbnail_url, alt_text: block.alt_text }, "hero");
  return h("figure", {}, thumbnail, h("figcaption", { dir: "auto" }, link(block.title_url ?? block.video_url, textNodes(block.title)), text(block.description)));
}

function file(block) {
  return h("div", {}, "File: ", h("code", {}, block.external_id ?? "attached"));
}

function carousel(block, surface) {
  return h("div", { role: "region", tabindex: 0, "aria-label": "Cards" }, renderBlocks(block.elements, surface));
}

function plan(block, surface) {
  return h("div", {}, h("strong", { dir: "auto" }, textNodes(block.title)), renderBlocks(block.tasks, surface));
}

function taskCard(block) {
  const rich = (part) => (part?.type === "rich_text" ? richText(part) : text(part));
  return h("div", {}, h("strong", { dir: "auto" }, textNodes(block.title)), ` (${(block.status ?? "pending").replaceAll("_", " ")})`, rich(block.details), rich(block.output));
}

function unknown(block) {
  return h("details", {}, h("summary", {}, `A block of kind “${block.type}”, which this page does not draw`), h("pre", {}, JSON.stringify(block, null, 2)));
}
