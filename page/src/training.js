// A training that goes on: losses, pictures and findings as they come.

import { button, h, number, section } from "./dom.js";

const EVERY = 3000; // milliseconds
const [WIDTH, HEIGHT] = [360, 150];
const SVG = "http://www.w3.org/2000/svg";

export function training(source, whenModelComes) {
  const body = h("div", {});
  const said = h("p", { className: "quiet", role: "status" });
  const halt = button("Stop the training", async () => {
    try {
      said.textContent = (await source.stop()).said;
    } catch (error) {
      said.textContent = error.message;
    }
  });
  const element = section("Training", body, h("p", { className: "buttons" }, halt), said);
  let last = "";

  async function look() {
    try {
      const told = await source.training();
      const now = JSON.stringify(told);
      if (now !== last) body.replaceChildren(...shown(told));
      last = now;
      halt.hidden = told.state !== "still training";
      if (told.state === "still training") setTimeout(look, EVERY);
      else whenModelComes?.(told);
    } catch (error) {
      said.textContent = error.message;
      setTimeout(look, 2 * EVERY);
    }
  }
  look();
  return element;
}

function shown({ state, said, epochs, of, history, findings, pictures }) {
  const losses = Object.entries(history).filter(([name]) => name.endsWith("loss"));
  return [
    h("p", {}, said ?? `${state}: ${epochs}${of ? ` of ${of}` : ""} epochs.`),
    ...losses.map(([name, values]) => chart(name.replaceAll("_", " "), values)),
    ...findings.map(({ name, said, remedy }) => h("div", { className: "notice" }, h("strong", {}, name), h("p", {}, said), h("p", {}, `Try ${remedy}`))),
    ...pictures.slice(0, 3).map(({ source, alt, caption }) => h("figure", {}, h("img", { src: source, alt }), h("figcaption", {}, caption))),
  ];
}

function chart(name, values) {
  const known = values.map((y, x) => [x, y]).filter(([, y]) => y !== null);
  if (!known.length) return h("p", { className: "quiet" }, `${name}: no figure yet`);
  const ys = known.map(([, y]) => y);
  const [low, high] = [Math.min(...ys), Math.max(...ys)];
  const place = ([x, y]) => `${(x / Math.max(values.length - 1, 1)) * WIDTH},${HEIGHT - 4 - ((y - low) / (high - low || 1)) * (HEIGHT - 8)}`;
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", `0 0 ${WIDTH} ${HEIGHT}`);
  svg.setAttribute("role", "img");
  svg.setAttribute("aria-label", `${name} from ${number(ys[0])} to ${number(ys.at(-1))}`);
  const line = document.createElementNS(SVG, "polyline");
  line.setAttribute("points", known.map(place).join(" "));
  svg.append(line);
  return h("figure", { className: "chart" }, svg, h("figcaption", {}, `${name}: ${number(ys.at(-1))}`));
}
