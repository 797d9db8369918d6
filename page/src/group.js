// A group of instances: what they are, their mean, and how they differ from the others.

import { button, h, number, save, section } from "./dom.js";
import { shown } from "./instances.js";

const IMAGES = 30;
const TOLD = 6;

const mean = (values) => values.reduce((a, b) => a + b, 0) / values.length;
const deviation = (values, middle) => Math.sqrt(mean(values.map((x) => (x - middle) ** 2)));

export async function group(explorer, members) {
  const { about, source, decoding } = explorer;
  const size = about.codingSize;
  const codingOf = (i) => explorer.codings.subarray(i * size, (i + 1) * size);
  const middle = Float32Array.from({ length: size }, (_, j) => mean(members.map((i) => codingOf(i)[j])));
  const facts = await differences(explorer, members);
  const [made] = await source.decode([middle], { labels: [decoding.label] }).catch(() => [null]);
  const images = about.image
    ? h("div", { className: "thumbnails" }, ...spread(members, IMAGES).map((i) => explorer.atlas.thumbnail("originals", i, `row ${explorer.rows[i]}`)))
    : null;
  return section(
    `Group of ${members.length.toLocaleString("en")}`,
    images,
    made ? h("figure", {}, shown(about, made, "mean", "picture large"), h("figcaption", {}, "Decoded from the mean of its codings")) : null,
    h("h3", {}, "How it differs from all"),
    facts.length ? h("ul", {}, ...facts.map((fact) => h("li", {}, fact))) : h("p", { className: "quiet" }, "In nothing that stands out."),
    h(
      "p",
      { className: "buttons" },
      button("Save its rows", () => saveRows(explorer, members)),
      button("Decode its mean", () => decoding.set(middle)),
      button("Let go", () => explorer.letGo()),
    ),
  );
}

// Evenly chosen, so that all of a group is seen.
function spread(members, count) {
  const step = Math.max(members.length / count, 1);
  return Array.from({ length: Math.min(count, members.length) }, (_, i) => members[Math.floor(i * step)]);
}

async function differences(explorer, members) {
  const { about, source } = explorer;
  const found = [];
  for (const [i, { name, classes }] of about.columns.entries()) {
    if (name === "strangeness" && explorer.colour !== i) continue; // which takes a while, and was not asked for
    const values = await explorer.column(i);
    found.push(classes.length ? shares(name, classes, values, members) : shift(name, values, members));
  }
  const size = about.codingSize;
  for (let j = 0; j < size; j++) {
    const values = Float32Array.from({ length: about.count }, (_, i) => explorer.codings[i * size + j]);
    found.push(shift(`coding ${j + 1}`, values, members));
  }
  const order = found.flat().filter((one) => one.weight >= 0.5).sort((a, b) => b.weight - a.weight);
  return order.slice(0, TOLD).map((one) => one.text);
}

function shift(name, values, members) {
  const known = Array.from(values).filter(Number.isFinite);
  const there = members.map((i) => values[i]).filter(Number.isFinite);
  if (!there.length) return [];
  const [all, here] = [mean(known), mean(there)];
  const far = (here - all) / (deviation(known, all) || 1);
  const text = `${name}: ${number(here)} in the mean, ${number(all)} among all (${far > 0 ? "+" : "−"}${Math.abs(far).toFixed(1)} deviations)`;
  return [{ weight: Math.abs(far), text }];
}

function shares(name, classes, values, members) {
  const count = (rows) => rows.reduce((counts, value) => (counts[value]++, counts), Array(classes.length).fill(0));
  const [all, here] = [count(Array.from(values)), count(members.map((i) => values[i]))];
  return classes.map((one, k) => {
    const [part, whole] = [here[k] / members.length, all[k] / values.length];
    const text = `${name} ${one}: ${Math.round(100 * part)} % of them, ${Math.round(100 * whole)} % of all`;
    return { weight: part > whole ? 4 * (part - whole) : 0, text };
  });
}

function saveRows(explorer, members) {
  const { about } = explorer;
  const size = about.codingSize;
  const label = about.columns.findIndex((column) => column.name === "label");
  const known = label >= 0 ? explorer.known[label] : null;
  const names = ["row", ...(known ? ["label"] : []), ...Array.from({ length: size }, (_, j) => `coding_${j + 1}`)];
  const lines = members.map((i) => [
    explorer.rows[i],
    ...(known ? [about.columns[label].classes[known[i]]] : []),
    ...explorer.codings.subarray(i * size, (i + 1) * size),
  ]);
  save("rows.csv", explorer.csv(names, lines), "text/csv");
}
