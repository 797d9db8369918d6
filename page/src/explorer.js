// A model's page: the map, and the panel beside it.

import { coloured } from "./colours.js";
import { Decoding } from "./decoding.js";
import { button, cell, h, number, section, select } from "./dom.js";
import { group } from "./group.js";
import { Atlas, shown, table } from "./instances.js";
import { Map } from "./map.js";
import { own } from "./own.js";
import { moved, planes, project, projected } from "./plane.js";
import { Samples } from "./samples.js";
import { around, straight } from "./ways.js";

const AROUND = 50; // instances of a group that the keyboard takes
const BESIDE = 40; // pixels within which an instance is near
const STEPS = 9;
const SHEETS = 12; // that the map asks for: each has 16 MB once it is unpacked
const MODES = { decode: "Decode", way: "Way", lasso: "Lasso", move: "Move" };
const HINTS = {
  decode: "Press anywhere, and go on pressing: what lies there is decoded. Begin on an instance to see its neighbourhood.",
  way: "Drag from one instance to another.",
  lasso: "Draw around a group.",
  move: "Drag the map; the wheel, or two fingers, zoom.",
};

export class Explorer {
  constructor(source, others = []) {
    Object.assign(this, { source, others, known: {}, colour: null });
  }

  async open() {
    const { source } = this;
    [this.about, this.codings, this.rows] = await Promise.all([source.about(), source.codings(), source.rows()]);
    const { about } = this;
    this.atlas = about.image && new Atlas(source, about.image, () => this.map.draw());
    this.planes = planes(about);
    this.map = new Map({
      hover: (i, place) => this.hover(i, place),
      press: (place, i) => this.press(place, i),
      step: (by) => this.step(by),
      take: () => this.press(null, this.nearest(1)[0]),
      around: () => this.lasso(this.nearest(AROUND)),
      lasso: (members) => this.lasso(members),
      way: (a, b) => this.way(a, b),
    });
    this.decoding = new Decoding(this);
    this.samples = new Samples(this);
    this.build();
    this.choosePlane(0);
    await this.chooseColour(about.columns.length && about.columns[0].classes.length ? 0 : -1);
    this.decoding.set(about.middle);
    this.decoding.showEnds().catch(() => {});
    if (about.generates) this.samples.draw();
    return this.element;
  }

  build() {
    const { about, source } = this;
    this.status = h("p", { className: "status", role: "status" });
    this.status.setAttribute("aria-live", "polite");
    this.hint = h("p", { className: "quiet" }, HINTS.decode);
    this.legend = h("div", { className: "legend", role: "group", "aria-label": "Legend of colours" });
    this.hovered = section("Under the pointer", h("p", { className: "quiet" }, "Nothing yet: go over the map."));
    this.hovered.classList.add("hovered");
    this.looked = h("div", {});
    this.tip = h("div", { className: "tip", hidden: true, "aria-hidden": "true" }); // the panel has it, too
    this.map.element.append(this.tip);
    const colours = ["nothing", ...about.columns.map((c) => c.name), ...Array.from({ length: about.codingSize }, (_, j) => `coding ${j + 1}`)];
    const [colour, chosen] = select("Colour", colours, (i) => this.chooseColour(i - 1));
    this.colourField = chosen;
    const [plane] = select("Plane", this.planes.map((one) => one.name), (i) => this.choosePlane(i));
    const zoom = h(
      "span",
      { className: "buttons" },
      ...[["+", 1.4, "Closer"], ["−", 1 / 1.4, "Farther"]].map(([text, factor, title]) => Object.assign(button(text, () => (this.map.view.zoom(factor), this.map.draw()), title), { ariaLabel: title })),
      button("All", () => (this.map.view.fit(this.map.xy), this.map.draw()), "All points"),
    );
    const images = h("input", { type: "checkbox", checked: true, onchange: (event) => this.showImages(event.target.checked) });
    const bar = h("div", { className: "bar" }, this.modes(), colour, this.planes.length > 1 ? plane : null, about.image ? h("label", { className: "field" }, images, "images") : null, zoom);
    if (about.image) this.showImages(true);
    const lacking = source.lacking.length ? section("What this file cannot do", h("ul", {}, ...source.lacking.map((text) => h("li", {}, text)))) : null;
    this.element = h(
      "div",
      { className: "explorer" },
      h("div", { className: "left" }, bar, this.map.element, this.legend, this.hint, this.status),
      h(
        "div",
        { className: "panel" },
        this.hovered,
        this.decoding.element,
        this.looked,
        about.drawn ? null : own(this),
        this.samples.element,
        this.samples.keeper,
        lacking,
      ),
    );
  }

  modes() {
    const choose = (mode) => {
      this.map.mode = mode;
      this.map.element.dataset.mode = mode;
      this.hint.textContent = HINTS[mode];
    };
    const one = ([mode, text]) =>
      h("label", {}, h("input", { type: "radio", name: "mode", value: mode, checked: mode === "decode", onchange: () => choose(mode) }), h("span", {}, text));
    const set = h("fieldset", { className: "modes" }, h("legend", {}, "The pointer"), ...Object.entries(MODES).map(one));
    return set;
  }

  showImages(yes) {
    this.map.images = yes ? (i) => this.atlas.cut("originals", i, SHEETS) : null;
    this.map.draw();
  }

  choosePlane(i) {
    this.plane = this.planes[i];
    this.map.places(projected(this.plane, this.codings, this.about.codingSize));
    this.mark();
  }

  async column(i) {
    this.known[i] ??= await this.source.column(i);
    return this.known[i];
  }

  // -1 for one colour alone; from the number of columns on, a coding.
  async chooseColour(i) {
    const { columns, codingSize, count } = this.about;
    this.colour = i;
    this.colourField.value = i + 1;
    this.tell(i >= 0 && i < columns.length && !this.known[i] ? `Working out ${columns[i].name}…` : "");
    let [values, classes] = [null, []];
    try {
      if (i >= columns.length) values = Float32Array.from({ length: count }, (_, n) => this.codings[n * codingSize + i - columns.length]);
      else if (i >= 0) [values, classes] = [await this.column(i), columns[i].classes];
    } catch (error) {
      this.tell(error.message);
    }
    if (this.colour !== i) return; // another was chosen meanwhile
    const found = coloured(values, classes, count);
    this.map.colours(found.colours);
    this.showLegend(found);
    if (values) this.tell("");
  }

  showLegend({ legend, low, high, ramp }) {
    const dot = (colour) => {
      const mark = h("i", { className: "dot" });
      mark.style.background = colour;
      return mark;
    };
    if (ramp) {
      const bar = h("i", { className: "ramp" });
      bar.style.background = `linear-gradient(90deg, ${ramp.join(",")})`;
      this.legend.replaceChildren(h("span", {}, number(low)), bar, h("span", {}, number(high)));
    } else this.legend.replaceChildren(...legend.slice(0, 40).map(({ name, colour }) => h("span", {}, dot(colour), name)));
  }

  coding(i) {
    return this.codings.subarray(i * this.about.codingSize, (i + 1) * this.about.codingSize);
  }

  nearest(count) {
    const [x, y] = project(this.plane, this.decoding.coding);
    const far = Float32Array.from(this.rows, (_, i) => Math.hypot(this.map.xy[2 * i] - x, this.map.xy[2 * i + 1] - y));
    const farthest = far.toSorted()[Math.min(count, far.length) - 1];
    const found = [];
    for (let i = 0; i < far.length; i++) if (far[i] <= farthest) found.push(i);
    return found.sort((a, b) => far[a] - far[b]).slice(0, count);
  }

  name(i) {
    const { columns, drawn } = this.about;
    const told = columns.slice(0, 3).map(({ name, classes }, k) => {
      const value = this.known[k]?.[i];
      return value === undefined ? null : `${name} ${classes.length ? classes[value] : number(value)}`;
    });
    return [`${drawn ? "drawn" : "row"} ${this.rows[i]}`, ...told.filter(Boolean)].join(", ");
  }

  async hover(i, place) {
    this.map.marks = this.map.marks.filter((mark) => mark.shape !== "ring");
    this.tip.hidden = i === null;
    if (i !== null) {
      this.map.marks.push({ place: [this.map.xy[2 * i], this.map.xy[2 * i + 1]], shape: "ring" });
      this.showTip(i, place);
      if (i !== this.under) await this.showHovered(i);
    }
    this.under = i ?? this.under;
    this.map.draw();
  }

  showTip(i, [left, top]) {
    if (this.tip.dataset.row !== String(i)) {
      this.tip.dataset.row = i;
      this.tip.replaceChildren(...(this.atlas ? [this.atlas.thumbnail("originals", i, "")] : []), h("span", {}, this.name(i)));
    }
    const x = Math.max(Math.min(left + 16, this.map.view.width - this.tip.offsetWidth - 4), 4);
    const y = top + 16 + this.tip.offsetHeight > this.map.view.height ? top - 16 - this.tip.offsetHeight : top + 16;
    this.tip.style.transform = `translate(${x}px, ${y}px)`;
  }

  async showHovered(i) {
    this.under = i;
    const { about, atlas, hovered } = this;
    const title = hovered.querySelector("h2");
    if (about.image) {
      const figure = (of, kind, text) => h("figure", {}, of.thumbnail(kind, i, text), h("figcaption", {}, text));
      const made = about.drawn ? [] : [figure(atlas, "reconstructions", this.others.length ? about.name : "reconstruction")];
      const others = this.others.map((one) => figure(one.atlas, "reconstructions", one.about.name));
      hovered.replaceChildren(title, h("div", { className: "strip pair" }, figure(atlas, "originals", about.drawn ? "drawn" : "original"), ...made, ...others), h("p", { className: "quiet" }, this.name(i)));
      return;
    }
    try {
      const all = await Promise.all([this, ...this.others].map((one) => one.source.instance(i)));
      const titles = this.others.length ? [about.name, ...this.others.map((one) => one.about.name)] : ["reconstruction"];
      const rows = [all[0].original, ...all.map((one) => one.reconstruction)];
      if (this.under === i) hovered.replaceChildren(title, table(about.names, rows, ["original", ...titles]), h("p", { className: "quiet" }, this.name(i)));
    } catch (error) {
      hovered.replaceChildren(title, h("p", { className: "quiet" }, error.message));
    }
  }

  press(place, i) {
    if (i !== null && i !== undefined) {
      this.showHovered(i);
      this.tell(`At ${this.name(i)}.`);
      this.decoding.set(this.coding(i));
    } else this.decoding.set(moved(this.plane, this.decoding.coding, ...place));
  }

  // As an arrow key goes; what is near there is said, for those who do not see it.
  step(by) {
    const place = project(this.plane, this.decoding.coding).map((at, axis) => at + by[axis]);
    this.press(place, null);
    const i = this.map.nearest(...this.map.view.toScreen(...place), BESIDE);
    this.tell(i === null ? "No instance is near." : `Near ${this.name(i)}.`);
  }

  moved() {
    this.mark();
  }

  mark() {
    if (!this.decoding || !this.map.xy) return;
    const place = project(this.plane, this.decoding.coding);
    if (this.about.codingSize === 1) place[1] = 0;
    this.map.marks = [...this.map.marks.filter((mark) => mark.shape !== "cross"), { place, shape: "cross" }];
    this.map.draw();
  }

  landed(coding) {
    this.map.marks = [...this.map.marks.filter((mark) => mark.shape !== "diamond"), { place: project(this.plane, coding), shape: "diamond" }];
    this.decoding.set(coding);
  }

  async lasso(members) {
    if (!members.length) return this.tell("There is nothing within: draw around some points.");
    this.map.choose(members);
    this.tell(`${members.length} instances.`);
    this.looked.replaceChildren(await group(this, members));
  }

  letGo() {
    this.map.above.focus(); // the button that was pressed goes with the group
    this.tell("The group is let go.");
    this.map.choose(null);
    this.looked.replaceChildren();
  }

  async way(a, b) {
    if (a === null || b === null || a === b) return this.tell("Begin on an instance, and end on another.");
    const go = this.about.generates ? around : straight;
    await this.showWay(go(this.coding(a), this.coding(b), STEPS), `From ${this.name(a)} to ${this.name(b)}`, this.decoding.label);
  }

  async showWay(codings, title, label) {
    try {
      const made = await this.source.decode(codings, { labels: codings.map(() => label), ...this.decoding.asked });
      const each = made.map((one, i) => this.samples.chosen({ coding: codings[i], label }, one, `step ${i + 1}`));
      this.show("Way", [h("p", { className: "quiet" }, title), h("div", { className: "strip way" }, ...each)]);
    } catch (error) {
      this.tell(error.message);
    }
  }

  show(title, children) {
    this.tell(`${title}: see the panel.`);
    this.looked.replaceChildren(section(title, ...children));
  }

  async keep(coding, label) {
    await this.samples.keep(coding, label).catch((error) => this.tell(error.message));
  }

  tell(text) {
    this.status.textContent = text;
  }

  csv(names, lines) {
    return [names, ...lines].map((line) => line.map(cell).join(",")).join("\r\n") + "\r\n";
  }
}
