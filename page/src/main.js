// Where the page begins: what it is about stands within it, or is asked of the server.

import { h, select } from "./dom.js";
import { Explorer } from "./explorer.js";
import { file } from "./file.js";
import { Atlas } from "./instances.js";
import { server } from "./server.js";
import { training } from "./training.js";

const page = document.getElementById("page");
const content = JSON.parse(document.getElementById("content").textContent);

function header(about, others) {
  const instances = `${(about.count ?? 0).toLocaleString("en")} ${about.drawn ? "drawn by the model" : "instances"}`;
  const said = about.model ? `${about.model}, ${about.codingSize} ${about.codingSize === 1 ? "coding" : "codings"}, ${instances}` : "";
  return h("header", {}, h("h1", {}, about.name), h("p", { className: "quiet" }, said), others);
}

// Several runs: one on the map at a time, and what the others make of what is under the pointer beside it.
async function ofRuns(names) {
  const sources = names.map((_, i) => server(i));
  const abouts = await Promise.all(sources.map((source) => source.about()));
  const explorers = {};

  async function go(i) {
    const [field, chosen] = select("Run", names, go);
    chosen.value = i;
    const head = header(abouts[i], names.length > 1 ? field : null);
    page.replaceChildren(head, h("p", { className: "quiet" }, "Opening…"));
    const followed = h("div", {});
    if (abouts[i].model) {
      explorers[i] ??= new Explorer(sources[i]);
      const explorer = explorers[i];
      explorer.element ??= await explorer.open();
      page.replaceChildren(head, explorer.element, followed);
      compare(i);
    } else page.replaceChildren(head, followed);
    if (abouts[i].followed) followed.append(training(sources[i], abouts[i].model ? null : ended));
  }

  function compare(i) {
    const alike = (about) => about.model && !about.drawn && about.count === abouts[i].count && !about.image === !abouts[i].image && String(about.names) === String(abouts[i].names);
    const others = abouts.map((about, k) => ({ about, source: sources[k], atlas: about.image && new Atlas(sources[k], about.image, () => {}) }));
    explorers[i].others = others.filter(({ about }, k) => k !== i && alike(about));
  }
  await go(0);
}

function ended({ model }) {
  if (model) page.append(h("p", {}, "The training has ended. Start codings explore again to see its model."));
}

async function ofFile() {
  const explorer = new Explorer(file(content));
  const element = await explorer.open();
  page.replaceChildren(header(content.about, null), element);
  explorer.map.resize();
}

const opening = content.runs ? ofRuns(content.runs) : ofFile();
opening.catch((error) => page.replaceChildren(h("p", { className: "notice" }, error.message)));
