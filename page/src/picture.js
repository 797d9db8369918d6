// The picture of the points, and a margin around it. It is drawn in parts, one to a frame, so that no frame waits for
// all points; until it is finished, the one before is moved and scaled to where its points belong.

import { points } from "./points.js";
import { View } from "./view.js";

const MARGIN = 0.25; // of the map, beyond each of its sides; explorer.css has it, too
const [FAST, SLOW] = [20, 28]; // milliseconds of a part, below and above which they grow and shrink
const FRAMES = 24; // to a picture, at most

export class Picture {
  constructor(canvas) {
    this.canvas = canvas;
    this.points = points(canvas);
    this.before = null; // the view of what is seen
    this.going = null; // the view of what is being drawn
    this.worked = null; // when the last frame drew something
    this.isOld = false; // whether points have other colours since
  }

  places(xy) {
    this.count = this.part = xy.length / 2;
    this.points.places(xy);
    this.before = this.going = null; // of another plane: it is not moved
  }

  colours(bytes) {
    this.points.colours(bytes);
    this.isOld = true;
  }

  choose(flags) {
    this.points.choose(flags);
    this.isOld = true;
  }

  resize(width, height, ratio) {
    const wide = 1 + 2 * MARGIN;
    this.points.resize(Math.round(width * ratio * wide), Math.round(height * ratio * wide));
    this.before = this.going = null;
  }

  // Draws a part, and returns whether another frame is wanted.
  frame(view, time) {
    if (this.worked !== null && this.before && !this.points.ready()) {
      this.move(view);
      return true;
    }
    this.adapt(time);
    if (this.isOld) this.going = null;
    if (!this.going && (this.isOld || !alike(this.before, view))) this.begin(view);
    const works = this.going !== null;
    if (works) this.draw();
    this.worked = works ? time : null;
    this.move(view);
    return works; // and a last one, which tells how long this one took
  }

  // Parts as large as frames allow.
  adapt(time) {
    if (this.worked === null) return;
    const took = time - this.worked;
    if (took > SLOW) this.part = Math.max(this.part / 2, this.count / FRAMES);
    else if (took < FAST) this.part = Math.min(this.part * 1.5, this.count);
  }

  begin({ x, y, scale, width, height }) {
    const wide = 1 + 2 * MARGIN;
    this.going = Object.assign(new View(), { x, y, scale, width: width * wide, height: height * wide });
    this.isOld = false;
    this.drawn = 0;
    this.points.begin(this.going, Math.min(Math.max(900 / Math.sqrt(this.count), 2.2), 9));
  }

  draw() {
    const end = this.before ? Math.min(this.drawn + Math.ceil(this.part), this.count) : this.count;
    this.points.draw(this.drawn, end);
    this.drawn = end;
    if (end < this.count) return;
    this.points.show();
    [this.before, this.going] = [this.going, null];
  }

  move(view) {
    const { x, y, scale } = this.before;
    const [left, top] = [(x - view.x) * view.scale, (view.y - y) * view.scale];
    this.canvas.style.transform = alike(this.before, view) ? "" : `translate(${left}px, ${top}px) scale(${view.scale / scale})`;
  }
}

const alike = (a, b) => a !== null && a.x === b.x && a.y === b.y && a.scale === b.scale;
