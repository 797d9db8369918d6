// What the codings do to each column of a table: what is decoded along each of them, from here.

import { h, number } from "./dom.js";
import { latest } from "./latest.js";

const MOST = { codings: 8, columns: 24 };
const STEPS = 9;
const [WIDTH, HEIGHT] = [64, 22];
const SVG = "http://www.w3.org/2000/svg";

export class Effects {
  constructor(explorer) {
    this.explorer = explorer;
    this.said = h("p", { className: "quiet" });
    this.worked = latest(() => this.work(), this.said);
    this.table = h("div", { className: "scrolls effects" });
    this.element = h("details", {}, h("summary", {}, "What each coding does to the columns"), this.table, this.said);
    this.element.addEventListener("toggle", () => this.refresh());
  }

  async work() {
    this.show(await this.along());
    this.said.textContent = "Each line: the column while the coding goes from its least to its most, the others staying where they are.";
  }

  refresh() {
    return this.element.open ? this.worked() : undefined;
  }

  // Of each coding the rows along it.
  async along() {
    const { about, source, decoding } = this.explorer;
    const count = Math.min(about.codingSize, MOST.codings);
    const at = (j, k) => {
      const value = about.low[j] + ((about.high[j] - about.low[j]) * k) / (STEPS - 1);
      return Object.assign(Float32Array.from(decoding.coding), { [j]: value });
    };
    const codings = Array.from({ length: count * STEPS }, (_, i) => at(Math.floor(i / STEPS), i % STEPS));
    const made = await source.decode(codings, { labels: codings.map(() => decoding.label) });
    return Array.from({ length: count }, (_, j) => made.slice(j * STEPS, (j + 1) * STEPS).map((one) => one.row));
  }

  show(along) {
    const names = this.explorer.about.names.slice(0, MOST.columns);
    const row = (name, i) => {
      const values = along.map((rows) => rows.map((one) => one[i]));
      const numbers = values.flat().filter((value) => typeof value === "number");
      const ends = [Math.min(...numbers), Math.max(...numbers)];
      return h("tr", {}, h("th", { scope: "row" }, name), ...values.map((one, j) => h("td", {}, told(one, ends, `${name} along coding ${j + 1}`))));
    };
    const head = along.map((_, j) => h("th", { scope: "col" }, `coding ${j + 1}`));
    this.table.replaceChildren(h("table", {}, h("thead", {}, h("tr", {}, h("th", {}, ""), ...head)), h("tbody", {}, ...names.map(row))));
  }
}

function told(values, [low, high], name) {
  if (values.every((value) => typeof value === "number")) return line(values, low, high, name);
  const [first, last] = [values[0], values.at(-1)].map((value) => value ?? "missing");
  return first === last ? String(first) : `${first} → ${last}`;
}

function line(values, low, high, name) {
  const place = (value, k) => `${(k / (values.length - 1)) * WIDTH},${HEIGHT - 2 - ((value - low) / (high - low || 1)) * (HEIGHT - 4)}`;
  const svg = document.createElementNS(SVG, "svg");
  const drawn = document.createElementNS(SVG, "polyline");
  const said = { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: "img", "aria-label": `${name}: from ${number(values[0])} to ${number(values.at(-1))}` };
  for (const [key, value] of Object.entries(said)) svg.setAttribute(key, value);
  drawn.setAttribute("points", values.map(place).join(" "));
  const title = document.createElementNS(SVG, "title");
  title.textContent = said["aria-label"];
  svg.append(title, drawn);
  return svg;
}
