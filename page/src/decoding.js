// The coding that is decoded now: its sliders, and what is made of it.

import { button, described, h, number, save, section, select } from "./dom.js";
import { Effects } from "./effects.js";
import { shown } from "./instances.js";
import { latest } from "./latest.js";
import { Styles } from "./styles.js";

const MOST = 64; // codings that have a slider

const short = (value) => (Math.abs(value) < 100 ? value.toFixed(2).replace(/^-(0\.00)$/, "$1") : number(value));

export class Decoding {
  // `explorer` has source, about, and `moved`, which is told of each new coding.
  constructor(explorer) {
    this.explorer = explorer;
    const { about } = explorer;
    this.coding = Float32Array.from(about.middle);
    this.label = 0;
    this.truncation = 1;
    this.resolution = null;
    this.styles = about.layers.length ? new Styles(about.layers, () => this.set(this.coding)) : null;
    this.effects = about.image ? null : new Effects(explorer);
    this.picture = h("div", { className: "decoded" });
    this.said = h("p", { className: "quiet", role: "status" });
    this.decode = latest(() => this.work(), this.said);
    this.sliders = this.codingSliders();
    this.ways = about.directions.map((direction, i) => this.directionSlider(direction, i));
    const own = h("details", { open: about.codingSize <= 8 }, h("summary", {}, "Each coding"), ...this.sliders.map((one) => one.element));
    const directions = h("details", { open: true }, h("summary", {}, "Directions in which most changes"), ...this.ways.map((one) => one.element));
    this.element = section(
      "Decoded here",
      this.picture,
      this.said,
      h(
        "p",
        { className: "buttons" },
        button("Keep", () => explorer.keep([...this.coding], this.label), "Keep this one beside others"),
        button("Middle", () => this.set(about.middle), "Back to the mean of all codings"),
        about.data ? button("Nearest in the data", () => this.nearest()) : null,
        button("Save", () => this.save()),
      ),
      ...this.options(),
      about.codingSize > 2 ? directions : null,
      own,
      this.effects?.element,
    );
  }

  options() {
    const { about } = this.explorer;
    const options = [];
    const changed = () => this.set(this.coding);
    if (about.conditions) {
      const [field, chosen] = select("as", about.conditions, (i) => ((this.label = i), changed()));
      this.condition = chosen;
      options.push(field);
    }
    if (about.resolutions.length) {
      const sizes = about.resolutions.map((side) => `${side} pixels`);
      const [field, chosen] = select("at", sizes, (i) => ((this.resolution = about.resolutions[i]), changed()));
      chosen.value = about.resolutions.length - 1;
      options.push(field);
    }
    if (about.truncation)
      options.push(this.slider("truncation", 0, 1, (value) => ((this.truncation = value), changed()), 1).element);
    if (this.styles) options.push(this.styles.element);
    return options;
  }

  get asked() {
    const { about } = this.explorer;
    return {
      ...this.styles?.asked,
      ...(about.truncation ? { truncation: this.truncation } : {}),
      ...(this.resolution === null ? {} : { resolution: this.resolution }),
    };
  }

  // `told` stands below it, and is what a screen reader says after its name.
  slider(name, low, high, moved, value, told = "") {
    const shown = h("span", { className: "value" });
    shown.setAttribute("aria-hidden", "true"); // the slider says it itself
    const input = h("input", { type: "range", min: low, max: high, step: (high - low) / 200, "aria-label": name });
    const say = (to) => {
      shown.textContent = short(to);
      input.setAttribute("aria-valuetext", short(to));
    };
    input.addEventListener("input", () => {
      say(Number(input.value));
      moved(Number(input.value));
    });
    const set = (to) => {
      input.value = to;
      say(to);
    };
    set(value);
    const note = told ? described(input, h("small", { className: "quiet" }, told)) : null;
    return { element: h("div", { className: "slider" }, h("label", {}, h("span", {}, name), input, shown), note), set };
  }

  codingSliders() {
    const { about } = this.explorer;
    return Array.from({ length: Math.min(about.codingSize, MOST) }, (_, i) => {
      const reach = (about.high[i] - about.low[i]) * 0.25 || 1;
      const moved = (value) => this.set(Object.assign(Float32Array.from(this.coding), { [i]: value }));
      return this.slider(`coding ${i + 1}`, about.low[i] - reach, about.high[i] + reach, moved, this.coding[i]);
    });
  }

  directionSlider({ vector, deviation, said }, i) {
    const along = () => vector.reduce((sum, x, j) => sum + x * (this.coding[j] - this.explorer.about.middle[j]), 0);
    const moved = (value) => {
      const step = value * deviation - along();
      this.set(Float32Array.from(this.coding, (x, j) => x + step * vector[j]));
    };
    const slider = this.slider(`direction ${i + 1}`, -3, 3, moved, 0, said);
    const ends = h("span", { className: "ends" });
    slider.element.querySelector("label").after(ends);
    return { ...slider, ends, refresh: () => slider.set(deviation ? along() / deviation : 0) };
  }

  // Small pictures of what lies at either end of each direction.
  async showEnds() {
    const { about, source } = this.explorer;
    if (!about.image || !this.ways.length) return;
    const codings = about.directions.flatMap(({ vector, deviation }) =>
      [-2.5, 2.5].map((far) => about.middle.map((x, j) => x + far * deviation * vector[j])),
    );
    const made = await source.decode(codings, { labels: codings.map(() => this.label) });
    this.ways.forEach(({ ends }, i) =>
      ends.replaceChildren(shown(about, made[2 * i], `direction ${i + 1} at its least`), shown(about, made[2 * i + 1], `direction ${i + 1} at its most`)),
    );
  }

  set(coding) {
    this.coding = Float32Array.from(coding);
    if (this.condition) this.condition.value = this.label; // which what is drawn brings with it
    this.sliders.forEach((slider, i) => slider.set(this.coding[i]));
    this.ways.forEach((way) => way.refresh());
    this.explorer.moved(this.coding);
    this.effects?.refresh();
    this.decode();
  }

  async work() {
    const started = performance.now();
    const [made] = await this.explorer.source.decode([this.coding], { labels: [this.label], ...this.asked });
    this.made = made;
    this.picture.replaceChildren(shown(this.explorer.about, made, "decoded", "picture large"));
    this.picture.dataset.milliseconds = performance.now() - started;
    this.said.textContent = "";
  }

  async nearest() {
    const { source, about } = this.explorer;
    try {
      const found = await source.nearest(this.coding, { labels: [this.label], ...this.asked });
      const each = found.instances.map((values, i) => ({ values, row: found.rows[i] }));
      this.explorer.show("Nearest in the data", [
        h("p", { className: "quiet" }, "Of all instances those that differ least from what is decoded here. Copies would show."),
        h("div", { className: "strip" }, ...each.map(({ values, row }) =>
          h("figure", {}, shown(about, about.image ? { pixels: values, shape: about.image.shape } : { row: values }, `row ${row}`), h("figcaption", {}, `row ${row}`)))),
      ]);
    } catch (error) {
      this.said.textContent = error.message;
    }
  }

  save() {
    const { about } = this.explorer;
    const canvas = this.picture.querySelector("canvas");
    if (canvas) canvas.toBlob((blob) => save("decoded.png", blob));
    else if (this.made) save("decoded.csv", this.explorer.csv(about.names, [this.made.row]), "text/csv");
  }
}
