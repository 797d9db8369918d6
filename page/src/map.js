// The map of codings: points, thumbnails over them, and what the pointer does.

import KDBush from "kdbush";
import { described, h } from "./dom.js";
import { Picture } from "./picture.js";
import { View } from "./view.js";

const NEAR = 14; // pixels from the pointer to the point that it means
const ROOM = 54; // pixels that a thumbnail on the map is given
const STEP = 0.04; // of the map, for an arrow key
const KEYS =
  "Arrow keys decode beside where you are, Enter takes the nearest instance, L its group; plus and minus zoom, 0 shows all, Shift and arrows move the map.";

export class Map {
  // `told` has the functions hover, press, lasso and way.
  constructor(told) {
    this.told = told;
    this.view = new View();
    this.mode = "decode";
    this.marks = [];
    this.images = null;
    this.below = h("canvas", { className: "points" });
    this.above = h("canvas", { className: "marks", tabIndex: 0, role: "application", "aria-label": "Map of codings" });
    const keys = described(this.above, h("p", { hidden: true }, KEYS));
    this.element = h("div", { className: "map" }, this.below, this.above, keys);
    this.picture = new Picture(this.below);
    this.pointers = new globalThis.Map();
    this.listen();
    new ResizeObserver(() => this.resize()).observe(this.element);
  }

  places(places, keepView = false) {
    this.xy = places;
    this.indexed = null;
    this.cells = { side: null, found: new globalThis.Map() };
    this.picture.places(places);
    if (!keepView) this.view.fit(places);
    this.draw();
  }

  // Where points are; made when it is first asked, so that they are seen sooner.
  get index() {
    if (!this.indexed) {
      this.indexed = new KDBush(this.xy.length / 2, 64, Float32Array);
      for (let i = 0; i < this.xy.length; i += 2) this.indexed.add(this.xy[i], this.xy[i + 1]);
      this.indexed.finish();
    }
    return this.indexed;
  }

  colours(bytes) {
    this.picture.colours(bytes);
    this.bytes = bytes;
    this.draw();
  }

  choose(rows) {
    let flags = null;
    if (rows) {
      flags = new Uint8Array(this.xy.length / 2);
      for (const i of rows) flags[i] = 1;
    }
    this.picture.choose(flags);
    this.draw();
  }

  resize() {
    const { clientWidth: width, clientHeight: height } = this.element;
    if (!width || !height) return;
    const ratio = Math.min(devicePixelRatio || 1, 2);
    Object.assign(this.above, { width: width * ratio, height: height * ratio });
    this.picture.resize(width, height, ratio);
    this.view.resize(width, height);
    if (!this.sized && this.xy) this.view.fit(this.xy);
    this.sized = true;
    this.draw();
  }

  draw() {
    this.changed = true;
    this.wait();
  }

  wait() {
    if (this.waits) return;
    this.waits = true;
    requestAnimationFrame((time) => {
      this.waits = false;
      if (!this.xy || !this.bytes || !this.sized) return; // without a size a point would fill the map
      if (this.picture.frame(this.view, time)) this.wait();
      if (this.changed) this.drawAbove();
      this.changed = false;
      const { x, y, scale } = this.view;
      this.element.dataset.view = [x, y, scale];
    });
  }

  drawAbove() {
    const context = this.above.getContext("2d");
    const ratio = this.above.width / this.view.width;
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.clearRect(0, 0, this.view.width, this.view.height);
    if (this.images) this.drawImages(context);
    const style = getComputedStyle(this.element);
    const [ink, page] = ["--ink", "--page"].map((name) => style.getPropertyValue(name));
    const stroke = (colour, width) => Object.assign(context, { strokeStyle: colour, lineWidth: width }).stroke();
    const path = this.drawn ?? [];
    if (path.length > 1) {
      context.beginPath();
      path.forEach(([x, y]) => context.lineTo(x, y));
      if (this.mode === "lasso") context.closePath();
      stroke(page, 4);
      stroke(ink, 1.5);
    }
    for (const { place, shape } of this.marks) {
      const [x, y] = this.view.toScreen(...place);
      context.beginPath();
      if (shape === "cross") {
        context.moveTo(x - 12, y), context.lineTo(x + 12, y), context.moveTo(x, y - 12), context.lineTo(x, y + 12);
      } else if (shape === "diamond") {
        [[0, -9], [9, 0], [0, 9], [-9, 0], [0, -9]].forEach(([a, b]) => context.lineTo(x + a, y + b));
      } else context.arc(x, y, 8, 0, 7);
      stroke(page, 5);
      stroke(ink, 2);
    }
  }

  // Images of some instances, none over another: one to each cell of a grid that moves with the map.
  drawImages(context) {
    const { view, xy } = this;
    const side = ROOM / view.scale;
    const [low, high] = [view.toPlane(0, view.height), view.toPlane(view.width, 0)];
    context.imageSmoothingEnabled = false;
    for (let column = Math.floor(low[0] / side); column * side < high[0]; column++)
      for (let row = Math.floor(low[1] / side); row * side < high[1]; row++) {
        const i = this.firstIn(column, row, side);
        const cut = i === Infinity ? null : this.images(i);
        if (!cut) continue;
        const [left, top] = view.toScreen(xy[2 * i], xy[2 * i + 1]);
        const scale = (ROOM * 0.52) / Math.max(cut.width, cut.height);
        const [w, t] = [cut.width * scale, cut.height * scale];
        context.fillStyle = `rgb(${this.bytes[4 * i]} ${this.bytes[4 * i + 1]} ${this.bytes[4 * i + 2]})`;
        context.fillRect(left - w / 2 - 2, top - t / 2 - 2, w + 4, t + 4);
        context.drawImage(cut.sheet, cut.x, cut.y, cut.width, cut.height, left - w / 2, top - t / 2, w, t);
      }
  }

  // The first instance in the middle of a cell, or Infinity; remembered until the map is scaled.
  firstIn(column, row, side) {
    if (this.cells.side !== side) this.cells = { side, found: new globalThis.Map() };
    const key = `${column},${row}`;
    if (!this.cells.found.has(key)) {
      const ends = [0.3, 0.7].flatMap((share) => [(column + share) * side, (row + share) * side]);
      this.cells.found.set(key, this.index.range(...ends).reduce((least, one) => Math.min(least, one), Infinity));
    }
    return this.cells.found.get(key);
  }

  // The nearest point to a place on the screen, and how far it is in pixels.
  nearest(left, top, within = NEAR) {
    const [x, y] = this.view.toPlane(left, top);
    const distance = (i) => Math.hypot(this.xy[2 * i] - x, this.xy[2 * i + 1] - y);
    const found = this.index.within(x, y, within / this.view.scale);
    return found.length ? found.reduce((a, b) => (distance(b) < distance(a) ? b : a)) : null;
  }

  inside(polygon) {
    const corners = polygon.map(([left, top]) => this.view.toPlane(left, top));
    const [xs, ys] = [0, 1].map((axis) => corners.map((corner) => corner[axis]));
    const found = this.index.range(Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys));
    return found.filter((i) => within(corners, this.xy[2 * i], this.xy[2 * i + 1])).sort((a, b) => a - b);
  }

  listen() {
    const at = (event) => {
      const box = this.above.getBoundingClientRect();
      return [event.clientX - box.left, event.clientY - box.top];
    };
    this.above.addEventListener("pointerdown", (event) => {
      this.above.setPointerCapture(event.pointerId);
      this.pointers.set(event.pointerId, at(event));
      if (this.pointers.size > 1) this.drawn = null;
      else this.begin(at(event), event.button !== 0);
    });
    this.above.addEventListener("pointermove", (event) => {
      const place = at(event);
      if (!this.pointers.has(event.pointerId)) this.told.hover(this.xy ? this.nearest(...place) : null, place);
      else if (this.pointers.size === 2) this.pinch(event.pointerId, place);
      else this.go(this.pointers.get(event.pointerId), place);
      if (this.pointers.has(event.pointerId)) this.pointers.set(event.pointerId, place);
    });
    this.above.addEventListener("pointerup", (event) => this.end(event.pointerId, at(event)));
    this.above.addEventListener("pointercancel", (event) => this.pointers.delete(event.pointerId));
    this.above.addEventListener("pointerleave", () => this.told.hover(null));
    this.above.addEventListener("contextmenu", (event) => event.preventDefault());
    this.above.addEventListener("wheel", (event) => {
      event.preventDefault();
      this.view.zoom(Math.exp(-event.deltaY * 0.0015), ...at(event));
      this.draw();
    }, { passive: false });
    this.above.addEventListener("keydown", (event) => this.key(event));
  }

  begin(place, other) {
    this.moves = other || this.mode === "move";
    this.drawn = null;
    if (this.moves) return;
    if (this.mode === "decode") this.told.press(this.view.toPlane(...place), this.nearest(...place, 7));
    else {
      this.drawn = [place];
      this.from = this.nearest(...place, 30);
    }
  }

  go(before, place) {
    if (this.moves) this.view.pan(place[0] - before[0], place[1] - before[1]);
    else if (this.mode === "decode") this.told.press(this.view.toPlane(...place), null);
    else if (this.mode === "lasso") this.drawn?.push(place);
    else if (this.drawn) this.drawn = [this.drawn[0], place];
    this.draw();
  }

  end(pointer, place) {
    const alone = this.pointers.size === 1;
    this.pointers.delete(pointer);
    const path = this.drawn;
    this.drawn = null;
    if (alone && path && this.mode === "lasso") this.told.lasso(path.length > 2 ? this.inside(path) : []);
    if (alone && path && this.mode === "way") this.told.way(this.from, this.nearest(...place, 30));
    this.draw();
  }

  pinch(pointer, place) {
    const [[, other]] = [...this.pointers].filter(([id]) => id !== pointer);
    const before = this.pointers.get(pointer);
    const spread = (a) => Math.hypot(a[0] - other[0], a[1] - other[1]) || 1;
    this.view.pan((place[0] - before[0]) / 2, (place[1] - before[1]) / 2);
    this.view.zoom(spread(place) / spread(before), (place[0] + other[0]) / 2, (place[1] + other[1]) / 2);
    this.draw();
  }

  key(event) {
    const arrow = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] }[event.key];
    const step = STEP * Math.min(this.view.width, this.view.height);
    if (arrow && event.shiftKey) this.view.pan(-arrow[0] * step, arrow[1] * step);
    else if (arrow) this.told.step(arrow.map((one) => (one * step) / this.view.scale));
    else if (event.key === "+" || event.key === "=") this.view.zoom(1.25);
    else if (event.key === "-") this.view.zoom(0.8);
    else if (event.key === "0") this.view.fit(this.xy);
    else if (event.key === "Enter") this.told.take();
    else if (event.key.toLowerCase() === "l") this.told.around();
    else return;
    event.preventDefault();
    this.draw();
  }
}

// Whether a point lies in a polygon: the parity of the sides to its right.
function within(corners, x, y) {
  let inside = false;
  for (let i = 0, j = corners.length - 1; i < corners.length; j = i++) {
    const [[a, b], [c, d]] = [corners[i], corners[j]];
    if (b > y !== d > y && x < ((c - a) * (y - b)) / (d - b) + a) inside = !inside;
  }
  return inside;
}
