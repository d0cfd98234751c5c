// data_visualization blocks: an SVG chart and, beside it, the same numbers as a table.

import { h, svg } from "./dom.js";
import { plainTable } from "./tables.js";

// Narrow screens get a narrower drawing, so that its words stay readable.
const WIDTH = window.matchMedia("(max-width: 560px)").matches ? 340 : 640;
const HEIGHT = 300;
const FRAME = { left: 52, right: 12, top: 14, bottom: 46 };
const RADIUS = 112;
const DASHES = ["", "7 4", "2 4", "10 4 2 4", "12 5", "4 4"];

export function chartBlock(block) {
  const chart = block.chart ?? {};
  const drawing = chart.type === "pie" ? pie(chart) : plot(chart);
  const words = `${kindOf(chart)}: ${block.title}. The numbers follow as a table.`;
  return h("figure", { class: "chart" },
    h("figcaption", { dir: "auto" }, block.title),
    svg("svg", { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: "img", "aria-label": words }, drawing),
    legend(chart),
    h("details", {}, h("summary", {}, "Numbers as a table"), twin(block)));
}

const kindOf = (chart) => ({ pie: "Pie chart", bar: "Bar chart", line: "Line chart", area: "Area chart" })[chart.type] ?? "Chart";
const number = (value) => Number(value).toLocaleString("en-US");
const categoriesOf = (chart) => chart.axis_config?.categories ?? chart.series?.[0]?.data.map((point) => point.label) ?? [];
const valueAt = (series, label) => series.data.find((point) => point.label === label)?.value ?? null;

function twin(block) {
  const chart = block.chart;
  const words = (texts) => texts.map((text) => ({ text: String(text), nodes: [String(text)] }));
  if (chart.type === "pie") {
    const rows = chart.segments.map((segment) => words([segment.label, number(segment.value)]));
    return plainTable({ caption: block.title, header: words(["Part", "Value"]), rows, rowHeader: 0 });
  }
  const header = words([chart.axis_config?.x_label || "Category", ...chart.series.map((series) => series.name)]);
  const shown = (value) => (value === null ? "–" : number(value));
  const rows = categoriesOf(chart).map((label) => words([label, ...chart.series.map((series) => shown(valueAt(series, label)))]));
  return plainTable({ caption: block.title, header, rows, rowHeader: 0 });
}

function legend(chart) {
  if (chart.type === "pie") {
    const total = sum(chart.segments.map((segment) => segment.value)) || 1;
    const share = (value) => `${Math.round((100 * value) / total)}%`;
    return keys(chart.segments.map((segment) => `${segment.label}: ${number(segment.value)} (${share(segment.value)})`), patch);
  }
  const sample = chart.type === "bar" ? patch : stroke;
  return (chart.series ?? []).length > 1 ? keys(chart.series.map((series) => series.name), sample) : null;
}

function keys(labels, sample) {
  return h("ul", { class: "legend" }, labels.map((label, index) => h("li", { dir: "auto" }, sample(index % 6), label)));
}

function patch(index) {
  return svg("svg", { class: "swatch", viewBox: "0 0 13 13", "aria-hidden": "true" }, svg("rect", { class: `fill-${index}`, width: 13, height: 13, rx: 3 }));
}

/** The dashes tell lines apart where colours do not. */
function stroke(index) {
  return svg("svg", { class: "swatch long", viewBox: "0 0 30 13", "aria-hidden": "true" },
    svg("path", { class: `line-${index}`, "stroke-dasharray": DASHES[index], d: "M0 6.5L30 6.5" }));
}

function plot(chart) {
  const categories = categoriesOf(chart);
  const values = chart.series.flatMap((series) => series.data.map((point) => point.value));
  const scale = axis(Math.min(0, ...values), Math.max(0, ...values));
  const inner = { width: WIDTH - FRAME.left - FRAME.right, height: HEIGHT - FRAME.top - FRAME.bottom };
  const y = (value) => FRAME.top + inner.height * (1 - (value - scale.low) / (scale.high - scale.low));
  const step = inner.width / Math.max(categories.length, 1);
  const x = (index) => FRAME.left + step * (index + 0.5);
  const marks = { bar: bars, line: lines, area: areas }[chart.type] ?? bars;
  return [grid(scale, y), labels(categories, x, step), axisTitles(chart), marks(chart, categories, { x, y, step })];
}

function grid(scale, y) {
  return scale.ticks.map((tick) => svg("g", { class: tick === 0 ? "rule zero" : "rule" },
    svg("line", { x1: FRAME.left, x2: WIDTH - FRAME.right, y1: y(tick), y2: y(tick) }),
    svg("text", { x: FRAME.left - 8, y: y(tick) + 4, "text-anchor": "end" }, number(tick))));
}

function labels(categories, x, step) {
  const room = Math.max(3, Math.floor(step / 6.6));
  const every = Math.ceil(categories.length / 14);
  return categories.map((label, index) => (index % every ? null
    : svg("text", { x: x(index), y: HEIGHT - FRAME.bottom + 18, "text-anchor": "middle", class: "label" },
      shortened(label, room * every), svg("title", {}, label))));
}

function axisTitles(chart) {
  const { x_label: across, y_label: up } = chart.axis_config ?? {};
  const middle = (HEIGHT - FRAME.bottom + FRAME.top) / 2;
  return [
    across ? svg("text", { x: (WIDTH + FRAME.left - FRAME.right) / 2, y: HEIGHT - 6, "text-anchor": "middle", class: "title" }, across) : null,
    up ? svg("text", { transform: `translate(12 ${middle}) rotate(-90)`, "text-anchor": "middle", class: "title" }, up) : null,
  ];
}

function bars(chart, categories, { x, y, step }) {
  const band = Math.min(step * 0.72, 64 * chart.series.length);
  const width = band / chart.series.length;
  return categories.flatMap((label, index) => chart.series.map((series, place) => {
    const value = valueAt(series, label) ?? 0;
    const left = x(index) - band / 2 + place * width;
    const top = Math.min(y(value), y(0));
    const bar = svg("rect", { class: `fill-${place % 6}`, x: left + 1, y: top, width: Math.max(width - 2, 1), height: Math.abs(y(value) - y(0)), rx: 2 },
      svg("title", {}, `${label}, ${series.name}: ${number(value)}`));
    const figure = width > 22 ? svg("text", { x: left + width / 2, y: top - 4, "text-anchor": "middle", class: "figure" }, number(value)) : null;
    return [bar, figure];
  }));
}

function lines(chart, categories, place) {
  return chart.series.map((series, index) => svg("g", {},
    svg("path", { class: `line-${index % 6}`, "stroke-dasharray": DASHES[index % 6], d: path(points(series, categories, place)) }),
    dots(series, categories, index, place)));
}

function areas(chart, categories, place) {
  return chart.series.map((series, index) => {
    const along = points(series, categories, place);
    if (!along.length) return null;
    const closed = `${path(along)}L${along.at(-1)[0]} ${place.y(0)}L${along[0][0]} ${place.y(0)}Z`;
    return svg("g", {}, svg("path", { class: `area-${index % 6}`, d: closed }),
      svg("path", { class: `line-${index % 6}`, "stroke-dasharray": DASHES[index % 6], d: path(along) }), dots(series, categories, index, place));
  });
}

function points(series, categories, { x, y }) {
  const known = categories.map((label, index) => [x(index), valueAt(series, label)]);
  return known.filter(([, value]) => value !== null).map(([left, value]) => [left, y(value)]);
}

function dots(series, categories, index, { x, y }) {
  return categories.map((label, place) => {
    const value = valueAt(series, label);
    return value === null ? null
      : svg("circle", { class: `dot-${index % 6}`, cx: x(place), cy: y(value), r: 3.5 }, svg("title", {}, `${label}, ${series.name}: ${number(value)}`));
  });
}

const path = (along) => along.map(([x, y], index) => `${index ? "L" : "M"}${x.toFixed(1)} ${y.toFixed(1)}`).join("");

function pie(chart) {
  const total = sum(chart.segments.map((segment) => segment.value)) || 1;
  let turn = -Math.PI / 2;
  return chart.segments.map((segment, index) => {
    const from = turn;
    turn += (2 * Math.PI * segment.value) / total;
    const node = segment.value === total ? svg("circle", { cx: WIDTH / 2, cy: HEIGHT / 2, r: RADIUS }) : svg("path", { d: slice(from, turn) });
    node.setAttribute("class", `fill-${index % 6} slice`);
    node.append(svg("title", {}, `${segment.label}: ${number(segment.value)}`));
    return segment.value ? [node, beside(segment.label, (from + turn) / 2)] : null;
  });
}

function slice(from, to) {
  const at = (angle) => rim(angle, RADIUS).map((part) => part.toFixed(1)).join(" ");
  return `M${WIDTH / 2} ${HEIGHT / 2}L${at(from)}A${RADIUS} ${RADIUS} 0 ${to - from > Math.PI ? 1 : 0} 1 ${at(to)}Z`;
}

/** The name of a slice outside the rim, so that the slices are not told apart by their colours alone. */
function beside(label, angle) {
  const [x, y] = rim(angle, RADIUS + 10);
  const side = Math.cos(angle);
  const room = Math.floor((side < 0 ? x : WIDTH - x) / 6.6);
  return svg("text", { x, y: y + 4, "text-anchor": side < 0 ? "end" : "start", class: "label" }, shortened(label, room), svg("title", {}, label));
}

const rim = (angle, radius) => [WIDTH / 2 + radius * Math.cos(angle), HEIGHT / 2 + radius * Math.sin(angle)];
const shortened = (label, room) => (label.length > room ? `${label.slice(0, room - 1)}…` : label);

/** Round ticks that cover the values: steps of 1, 2 or 5 times a power of ten. */
function axis(low, high) {
  const span = high - low || 1;
  const rough = span / 4;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((factor) => factor * power).find((size) => size >= rough);
  const from = Math.floor(low / step) * step;
  const count = Math.ceil((high - from) / step) || 1;
  const ticks = Array.from({ length: count + 1 }, (_, index) => Number((from + index * step).toPrecision(12)));
  return { low: from, high: ticks.at(-1), ticks };
}

const sum = (values) => values.reduce((total, value) => total + value, 0);
