// Instances as somebody sees them: a picture, or a short table.

import { h, number } from "./dom.js";

const SHOWN = 24; // columns of a row

export function picture({ pixels, shape: [height, width, channels] }, alt = "", className = "picture") {
  const canvas = h("canvas", { width, height, className, role: "img" });
  canvas.setAttribute("aria-label", alt);
  const image = new ImageData(width, height);
  for (let i = 0; i < width * height; i++)
    for (let c = 0; c < 4; c++) image.data[4 * i + c] = c === 3 ? 255 : pixels[i * channels + (channels === 1 ? 0 : c)];
  canvas.getContext("2d").putImageData(image, 0, 0);
  return canvas;
}

// Rows beside each other: `columns` has a title for each of them.
export function table(names, rows, columns) {
  const order = names.map((_, i) => i).slice(0, SHOWN);
  const said = (value) => (typeof value === "number" ? number(value) : value === null ? "missing" : value);
  return h(
    "div",
    { className: "scrolls" },
    h(
      "table",
      {},
      h("thead", {}, h("tr", {}, h("th", {}, ""), ...columns.map((title) => h("th", { scope: "col" }, title)))),
      h("tbody", {}, ...order.map((i) => h("tr", {}, h("th", { scope: "row" }, names[i]), ...rows.map((row) => h("td", {}, said(row[i])))))),
    ),
    names.length > SHOWN ? h("p", { className: "quiet" }, `and ${names.length - SHOWN} other columns`) : null,
  );
}

export function shown(about, instance, alt, className) {
  return about.image ? picture(instance, alt, className) : table(about.names, [instance.row], [alt]);
}

// What the server gave as flat numbers.
export const instance = (about, values, shape = about.image?.shape) => (about.image ? { pixels: values, shape } : { row: values });

// Thumbnails, cut from sheets that are asked for when one of theirs is wanted.
export class Atlas {
  constructor(source, image, told) {
    Object.assign(this, { source, image, told, sheets: {} });
  }

  // Where an instance is on its sheet; null until that is there, and of a map that has asked for many.
  cut(kind, i, most = Infinity) {
    const { aSheet, across, cell, thumbnail } = this.image;
    const number = Math.floor(i / aSheet);
    if (!this.sheets[`${kind}/${number}`] && Object.keys(this.sheets).length >= most) return null;
    const sheet = this.sheet(kind, number);
    if (!sheet.ready) return null;
    const place = i % aSheet;
    return { sheet, x: (place % across) * cell, y: Math.floor(place / across) * cell, width: thumbnail[1], height: thumbnail[0] };
  }

  sheet(kind, number) {
    const key = `${kind}/${number}`;
    if (!this.sheets[key]) {
      const sheet = (this.sheets[key] = new Image());
      sheet.src = this.source.sheet(kind, number);
      const ready = () => ((sheet.ready = true), this.told());
      sheet.decoded = sheet.decode().then(ready, () => {}); // beside this thread, which draws meanwhile
    }
    return this.sheets[key];
  }

  thumbnail(kind, i, alt) {
    const [height, width] = this.image.thumbnail;
    const canvas = h("canvas", { width, height, className: "picture", role: "img" });
    canvas.setAttribute("aria-label", alt);
    const sheet = this.sheet(kind, Math.floor(i / this.image.aSheet));
    const draw = () => {
      const cut = this.cut(kind, i);
      if (cut) canvas.getContext("2d").drawImage(cut.sheet, cut.x, cut.y, width, height, 0, 0, width, height);
    };
    if (sheet.ready) draw();
    else sheet.decoded.then(draw);
    return canvas;
  }
}
