// Styles of another coding, one that is kept, at some of the layers.

import { h, select } from "./dom.js";

const NOTHING = "nothing";

export class Styles {
  // `changed` is called when something else is to be decoded.
  constructor(layers, changed) {
    this.layers = layers;
    this.kept = [];
    this.at = 0;
    const [from, kept] = select("Styles taken from", [], (i) => this.take(this.kept[i - 1] ?? null));
    const [at] = select("At layers", layers, (i) => ((this.at = i), this.taken && this.changed()));
    Object.assign(this, { changed, choice: kept, taken: null, element: h("div", { className: "bar" }, from, at) });
    this.offer([]);
  }

  get asked() {
    return this.taken ? { styles: { layers: this.layers[this.at], coding: [...this.taken.coding] } } : {};
  }

  take(one) {
    this.taken = one;
    this.changed();
  }

  // `kept` are those whose styles can be taken.
  offer(kept) {
    this.kept = [...kept];
    const first = kept.length ? NOTHING : `${NOTHING}: keep one first`;
    const names = [first, ...kept.map((_, i) => `kept ${i + 1}`)];
    this.choice.replaceChildren(...names.map((text, i) => h("option", { value: i }, text)));
    this.choice.value = kept.indexOf(this.taken) + 1;
    if (this.taken && !kept.includes(this.taken)) this.take(null);
  }
}
