// An instance of one's own: where it lands, what is made of it, how strange it is, and why.

import { button, h, number, section } from "./dom.js";
import { fields } from "./fields.js";
import { instance, picture, table } from "./instances.js";

const WHY = 5;

export function own(explorer) {
  const { about, source } = explorer;
  const found = h("div", { className: "landed" });
  const said = h("p", { className: "quiet", role: "status" });
  let asks = 0;

  // Only the last that was asked for counts, whichever answer comes last.
  async function take(asked) {
    const ask = ++asks;
    said.textContent = "Looking at it…";
    try {
      const landed = await asked();
      if (ask !== asks) return;
      said.textContent = verdict(landed);
      found.replaceChildren(...(about.image ? ofImage(landed) : ofRow(landed)));
      explorer.landed(landed.coding);
    } catch (error) {
      if (ask !== asks) return;
      said.textContent = error.message;
      found.replaceChildren();
    }
  }

  function verdict({ error, strangeness, usual }) {
    if (strangeness === null) return `Error ${number(error)}. How strange it is, this file cannot tell: serve it for that.`;
    const strange = strangeness > usual ? "strange: it would count as an outlier" : "nothing unusual";
    return `Error ${number(error)}, strangeness ${number(strangeness)} (1 is usual, above ${number(usual)} is an outlier): ${strange}.`;
  }

  function ofImage({ original, reconstruction, contributions }) {
    const most = Math.max(...contributions) || 1;
    const [height, width, channels] = about.image.shape;
    const why = contributions.length === height * width * channels ? contributions.map((x) => (255 * x) / most) : null;
    const figure = (values, text) => h("figure", {}, picture(instance(about, values), text), h("figcaption", {}, text));
    return [
      h("div", { className: "strip" }, figure(original, "as the model gets it"), figure(reconstruction, "what it makes of it"), why ? figure(why, "where it is strange") : null),
    ];
  }

  function ofRow({ original, reconstruction, expected, contributions }) {
    const order = contributions.map((_, i) => i).sort((a, b) => contributions[b] - contributions[a]).slice(0, WHY);
    const pick = (row) => order.map((i) => row[i]);
    return [
      h("h3", {}, "What makes it so, most first"),
      table(pick(about.names), [pick(original), pick(reconstruction), pick(expected)], ["given", "made of it", "usual there"]),
    ];
  }

  if (!about.image) {
    const row = fields(about, () => row.read().some(Boolean) && take(() => source.encodeRow(row.read())));
    const begin = () => {
      const made = explorer.decoding.made?.row;
      if (made) row.write(made.map((value) => (typeof value === "number" ? Number(value.toPrecision(5)) : value)));
    };
    begin();
    const buttons = [button("Where does it land?", () => take(() => source.encodeRow(row.read()))), button("Begin with the one decoded", begin)];
    return section("A row of your own", h("p", { className: "buttons" }, ...buttons), ...row.elements, said, found);
  }
  const input = h("input", { type: "file", accept: "image/png,image/jpeg,image/webp,image/gif,image/bmp" });
  const zone = h("label", { className: "drop" }, "Drop an image here, or choose one", input);
  const taken = (files) => files.length && take(() => source.encodeImage(files[0]));
  input.addEventListener("change", () => taken(input.files));
  zone.addEventListener("dragover", (event) => (event.preventDefault(), zone.classList.add("over")));
  zone.addEventListener("dragleave", () => zone.classList.remove("over"));
  zone.addEventListener("drop", (event) => {
    event.preventDefault();
    zone.classList.remove("over");
    taken(event.dataTransfer.files);
  });
  return section("An image of your own", zone, said, found);
}
