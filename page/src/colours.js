// Colours of points: of classes, told apart by those who see colours otherwise, and of numbers, from dark to bright.

const CLASSES = ["#0072b2", "#e69f00", "#009e73", "#cc79a7", "#d55e00", "#56b4e9", "#8a7a00", "#7d4fc4", "#b3262e", "#7a7a7a"];
const RAMP = ["#3b3a8f", "#2f6fa8", "#2a9d8f", "#8ab94a", "#f2c14e"];
const PLAIN = "#4a7fb5";

const rgb = (colour) => [1, 3, 5].map((i) => parseInt(colour.slice(i, i + 2), 16));
const ofClass = (i, count) =>
  count <= CLASSES.length ? CLASSES[i] : `hsl(${Math.round((i * 137.5) % 360)} 60% ${i % 2 ? 45 : 60}%)`;

function hsl(text) {
  const [hue, saturation, light] = text.match(/[\d.]+/g).map(Number);
  const reach = (saturation / 100) * Math.min(light / 100, 1 - light / 100);
  return [0, 8, 4].map((n) => {
    const k = (n + hue / 30) % 12;
    return Math.round(255 * (light / 100 - reach * Math.max(-1, Math.min(k - 3, 9 - k, 1))));
  });
}

function ramp(share) {
  const place = Math.min(Math.max(share, 0), 1) * (RAMP.length - 1);
  const i = Math.min(Math.floor(place), RAMP.length - 2);
  const [from, to] = [rgb(RAMP[i]), rgb(RAMP[i + 1])];
  return from.map((a, c) => Math.round(a + (place - i) * (to[c] - a)));
}

const GREY = [128, 128, 128];
const SHADES = 256;
const packed = ([red, green, blue]) => red | (green << 8) | (blue << 16) | (255 << 24); // as bytes lie in memory

// Bytes, (n, 4), and what a legend says of them.
export function coloured(values, classes, count) {
  const found = new Uint32Array(count);
  const bytes = (legend) => ({ colours: new Uint8Array(found.buffer), ...legend });
  const known = values && !classes.length ? values.filter(Number.isFinite).sort() : null;
  if (!values || known?.length === 0) {
    found.fill(packed(rgb(PLAIN)));
    return bytes({ legend: [] });
  }
  const unknown = packed(GREY);
  if (classes.length) {
    const names = classes.map((name, i) => ({ name, colour: ofClass(i, classes.length) }));
    const table = names.map(({ colour }) => packed(colour[0] === "#" ? rgb(colour) : hsl(colour)));
    for (let i = 0; i < count; i++) found[i] = table[values[i]] ?? unknown;
    return bytes({ legend: names });
  }
  const [low, high] = [0.01, 0.99].map((share) => known[Math.floor(share * (known.length - 1))]);
  const shades = Array.from({ length: SHADES }, (_, k) => packed(ramp(k / (SHADES - 1))));
  const scale = (SHADES - 1) / (high - low || 1);
  for (let i = 0; i < count; i++) {
    const shade = Math.round((values[i] - low) * scale);
    found[i] = Number.isFinite(values[i]) ? shades[Math.min(Math.max(shade, 0), SHADES - 1)] : unknown;
  }
  return bytes({ legend: [], low, high, ramp: RAMP });
}
