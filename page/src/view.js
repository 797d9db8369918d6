// What part of the plane is seen: its middle, and how many pixels a unit has.

const SEEN = 20_000; // points from which it finds where they are

export class View {
  constructor() {
    Object.assign(this, { x: 0, y: 0, scale: 1, width: 1, height: 1 });
  }

  resize(width, height) {
    this.scale *= Math.min(width, height) / Math.min(this.width, this.height);
    Object.assign(this, { width, height });
  }

  // All of `places`, but for the outermost few, which would leave the others a dot.
  fit(places) {
    const step = Math.ceil(places.length / 2 / SEEN);
    const ends = [0, 1].map((axis) => {
      const values = Float32Array.from({ length: Math.floor(places.length / 2 / step) }, (_, i) => places[2 * i * step + axis]).sort();
      return [0.002, 0.998].map((share) => values[Math.round(share * (values.length - 1))]);
    });
    const [[left, right], [bottom, top]] = ends;
    this.x = (left + right) / 2;
    this.y = (bottom + top) / 2;
    const span = Math.max((right - left) / this.width, (top - bottom) / this.height);
    this.scale = span > 0 ? 0.88 / span : Math.min(this.width, this.height) / 4;
  }

  toScreen(x, y) {
    return [this.width / 2 + (x - this.x) * this.scale, this.height / 2 - (y - this.y) * this.scale];
  }

  toPlane(left, top) {
    return [this.x + (left - this.width / 2) / this.scale, this.y - (top - this.height / 2) / this.scale];
  }

  zoom(factor, left = this.width / 2, top = this.height / 2) {
    const [x, y] = this.toPlane(left, top);
    this.scale *= factor;
    this.x = x - (left - this.width / 2) / this.scale;
    this.y = y + (top - this.height / 2) / this.scale;
  }

  pan(left, top) {
    this.x -= left / this.scale;
    this.y += top / this.scale;
  }
}
