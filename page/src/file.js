// What a page that is one file is told by itself: the functions of `server.js`, without a server.

import { evaluate, opened, unpacked } from "./network.js";
import { sampled } from "./prior.js";
import { scaled, unscaled } from "./range.js";

export function file(content) {
  const { about, networks, lacking } = content;
  const image = about.image;
  const codings = unpacked(content.codings);
  const decoder = networks.decoder && opened(networks.decoder);
  const encoder = networks.encoder && opened(networks.encoder);

  const labelled = (label = 0) =>
    decoder.conditions ? [Float32Array.from({ length: decoder.conditions }, (_, i) => (i === label ? 1 : 0))] : [];
  const data = (coding, label) => unscaled(networks.range, evaluate(decoder, [Float32Array.from(coding), ...labelled(label)]));
  const shown = (values) => {
    if (!image) return { row: values };
    const [low, high] = networks.pixels;
    const pixels = Uint8ClampedArray.from(values, (x) => Math.round(((x - low) / (high - low)) * 255));
    return { pixels, shape: image.shape };
  };
  const taken = (pixels) => {
    const [low, high] = networks.pixels;
    return Array.from(pixels, (p) => low + (p / 255) * (high - low));
  };
  const flat = (instance) => [...(instance.row ?? instance.pixels)];

  async function landed(values) {
    if (!encoder) throw new Error("This file cannot encode: serve it for that.");
    const seen = scaled(networks.range, values);
    const coding = evaluate(encoder, [seen]);
    const labels = decoder?.conditions ? about.conditions.map((_, i) => i) : [0];
    const attempts = labels.map((label) => {
      const made = decoder ? data(coding, label) : values;
      const again = scaled(networks.range, made);
      const errors = Array.from(seen, (x, i) => (x - again[i]) ** 2);
      return { made, errors, error: errors.reduce((a, b) => a + b, 0) / errors.length };
    });
    const { made, errors, error } = attempts.reduce((a, b) => (b.error < a.error ? b : a));
    return {
      coding: [...coding],
      error,
      strangeness: null,
      original: flat(shown(values)),
      reconstruction: flat(shown(made)),
      contributions: errors,
      expected: flat(shown(made)),
      nearest: [],
    };
  }

  return {
    live: false,
    lacking,
    about: async () => about,
    codings: async () => codings,
    rows: async () => Int32Array.from(content.rows),
    column: async (i) => unpacked(content.columns[i]),
    sheet: (kind, i) => content.sheets[kind][i],
    async instance(i) {
      if (i >= content.originals.length) throw new Error("This file holds fewer rows than points: serve it for the others.");
      return { original: content.originals[i], reconstruction: content.reconstructions[i] };
    },
    async decode(all, { labels } = {}) {
      if (!decoder) throw new Error("This file cannot decode: serve it for that.");
      return all.map((coding, i) => shown(data(coding, labels?.[i])));
    },
    async encodeImage(dropped) {
      const [height, width, channels] = image.shape;
      const picture = await createImageBitmap(dropped).catch(() => {
        throw new Error("This is no picture that can be read.");
      });
      const context = Object.assign(document.createElement("canvas"), { width, height }).getContext("2d", { willReadFrequently: true });
      const scale = Math.max(width / picture.width, height / picture.height);
      const [w, h] = [picture.width * scale, picture.height * scale];
      context.fillStyle = "white";
      context.fillRect(0, 0, width, height);
      context.imageSmoothingQuality = "high";
      context.drawImage(picture, (width - w) / 2, (height - h) / 2, w, h);
      const rgba = context.getImageData(0, 0, width, height).data;
      const pixels = [];
      for (let i = 0; i < rgba.length; i += 4)
        if (channels === 1) pixels.push(Math.round(0.299 * rgba[i] + 0.587 * rgba[i + 1] + 0.114 * rgba[i + 2]));
        else pixels.push(rgba[i], rgba[i + 1], rgba[i + 2]);
      return landed(taken(pixels));
    },
    async encodeRow(row) {
      const values = row.map((text) => (text.trim() === "" ? NaN : Number(text)));
      if (values.length !== about.names.length) throw new Error(`The row has ${values.length} values: give ${about.names.length}.`);
      const wrong = values.findIndex((value) => !Number.isFinite(value));
      if (wrong >= 0) throw new Error(`${row[wrong]} is no number, and the column ${about.names[wrong]} holds numbers.`);
      return landed(values);
    },
    nearest: async () => {
      throw new Error("This file does not hold the training data: serve it for that.");
    },
    draw: async (count, seed) => sampled(content.prior, about.codingSize, about.conditions?.length, count, seed),
  };
}
