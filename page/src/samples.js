// What the model draws, and what is kept of it: neighbours, ways and sums of codings.

import { button, h, save, section } from "./dom.js";
import { shown } from "./instances.js";
import { normal } from "./prior.js";
import { around, straight, varied } from "./ways.js";

const COUNT = { images: 24, rows: 4 };
const STEPS = 9;
const NEAR = 0.35; // how far a neighbour is: 0 the same, 1 any other

export class Samples {
  constructor(explorer) {
    this.explorer = explorer;
    this.kept = [];
    this.seed = 0;
    this.grid = h("div", { className: "strip", role: "group", "aria-label": "What is drawn" });
    this.tray = h("div", { className: "strip", role: "group", "aria-label": "What is kept" });
    this.said = h("p", { className: "quiet", role: "status" });
    this.element = this.sampler();
    this.keeper = this.keeping();
  }

  get count() {
    return this.explorer.about.image ? COUNT.images : COUNT.rows;
  }

  sampler() {
    if (!this.explorer.about.generates) return null;
    return section(
      "Drawn by the model",
      h("p", { className: "buttons" }, button("Draw", () => this.draw()), button("Vary the one decoded", () => this.vary()), button("Save codings", () => this.saveCodings(this.shownNow))),
      this.grid,
      this.said,
    );
  }

  keeping() {
    return section(
      "Kept",
      this.tray,
      h(
        "p",
        { className: "buttons" },
        button("Way through them", () => this.way()),
        button("First − second + third", () => this.sum(), "Arithmetic of codings"),
        button("Save picture", () => this.savePicture()),
        button("Save codings", () => this.saveCodings(this.kept)),
        button("Empty", () => this.empty()),
      ),
      h("p", { className: "quiet" }, "Keep what is decoded, then go from one to the next, or reckon with them."),
    );
  }

  async draw() {
    const { source, decoding } = this.explorer;
    await this.trying(async () => {
      const { codings, labels } = await source.draw(this.count, this.seed++);
      await this.show(codings.map((coding, i) => ({ coding, label: labels ? labels[i] : decoding.label })));
    });
  }

  async vary() {
    const { decoding } = this.explorer;
    const random = normal(this.seed++ + 7);
    const near = Array.from({ length: this.count }, () => ({ coding: varied(decoding.coding, NEAR, random), label: decoding.label }));
    await this.trying(() => this.show(near));
  }

  async trying(doing) {
    this.said.textContent = "";
    try {
      await doing();
    } catch (error) {
      this.said.textContent = error.message;
    }
  }

  async show(drawn) {
    const { source, decoding } = this.explorer;
    const made = await source.decode(drawn.map((one) => one.coding), { labels: drawn.map((one) => one.label), ...decoding.asked });
    this.shownNow = drawn;
    this.said.textContent = `${drawn.length} drawn: press one to decode it.`;
    this.grid.replaceChildren(...drawn.map((one, i) => this.chosen(one, made[i], `drawn ${i + 1}`)));
  }

  chosen({ coding, label }, made, text) {
    const { about, decoding } = this.explorer;
    const take = () => {
      decoding.label = label;
      decoding.set(coding);
    };
    return h("button", { type: "button", className: "instance", title: `Decode ${text}`, onclick: take }, shown(about, made, text));
  }

  async keep(coding, label) {
    const { source, decoding } = this.explorer;
    const [made] = await source.decode([coding], { labels: [label], ...decoding.asked });
    this.kept.push({ coding, label, made });
    this.tray.append(this.chosen({ coding, label }, made, `kept ${this.kept.length}`));
    this.explorer.tell(`Kept: ${this.kept.length} now.`);
    decoding.styles?.offer(this.kept);
  }

  empty() {
    this.kept = [];
    this.tray.replaceChildren();
    this.explorer.tell("Nothing is kept now.");
    this.explorer.decoding.styles?.offer([]);
  }

  async way() {
    if (this.kept.length < 2) return this.explorer.tell("Keep two or more first: the way goes from each to the next.");
    const go = this.explorer.about.generates ? around : straight;
    const codings = this.kept.slice(1).flatMap((to, i) => go(this.kept[i].coding, to.coding, STEPS).slice(i ? 1 : 0));
    await this.explorer.showWay(codings, "Through what is kept", this.kept[0].label);
  }

  sum() {
    if (this.kept.length < 3) return this.explorer.tell("Keep three first: A − B + C.");
    const [a, b, c] = this.kept.map((one) => one.coding);
    this.explorer.decoding.set(Float32Array.from(a, (x, i) => x - b[i] + c[i]));
  }

  saveCodings(some) {
    if (!some?.length) return this.explorer.tell("There is nothing to save yet.");
    const names = Array.from(some[0].coding, (_, j) => `coding_${j + 1}`);
    save("codings.csv", this.explorer.csv(names, some.map((one) => [...one.coding])), "text/csv");
  }

  savePicture() {
    const canvases = [...this.tray.querySelectorAll("canvas")];
    if (!this.kept.length) return this.explorer.tell("There is nothing to save yet.");
    if (!canvases.length) return save("kept.csv", this.explorer.csv(this.explorer.about.names, this.kept.map((one) => one.made.row)), "text/csv");
    const [width, height] = [canvases[0].width, canvases[0].height];
    const all = h("canvas", { width: width * canvases.length, height });
    canvases.forEach((canvas, i) => all.getContext("2d").drawImage(canvas, i * width, 0));
    all.toBlob((blob) => save("kept.png", blob));
  }
}
