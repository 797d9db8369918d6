// A row that somebody gives: a field for each column, or all of it as text.

import { h, select } from "./dom.js";

const MOST = 24; // columns that have a field
const MISSING = ["nan", "None", "<NA>", "NaT"]; // as tables write what is not there

// `changed` is called when a field has been left with another value.
export function fields(about, changed) {
  const text = h("textarea", { rows: 2, placeholder: about.names.slice(0, 12).join(", ") + (about.names.length > 12 ? ", …" : "") });
  text.setAttribute("aria-label", `A row: values for ${about.names.join(", ")}, separated by commas`);
  const own = about.names.slice(0, MOST).map((name, i) => field(name, classesOf(about, name), (value) => {
    const row = read();
    row[i] = value;
    write(row);
    changed();
  }));
  const read = () => {
    const values = text.value.trim() ? separated(text.value.replace(/\n$/, "")) : [];
    return values.length || !own.length ? values : about.names.map(() => "");
  };
  const write = (row) => {
    text.value = row.map((value) => quoted(String(value ?? ""))).join(", ");
    own.forEach((one, i) => one.set(row[i] ?? ""));
  };
  text.addEventListener("input", () => own.forEach((one, i) => one.set(read()[i] ?? "")));
  const columns = h("div", { className: "columns" }, ...own.map((one) => one.element));
  return { elements: [columns, h("details", {}, h("summary", {}, "As text"), text)], read, write };
}

// The values of a row that is text: what has a separator in it is quoted, as in a CSV.
function separated(text) {
  const next = /[^\S\t\n]*(?:"((?:[^"]|"")*)"[^\S\t\n]*|([^,;\t\n]*))([,;\t\n]|$)/y;
  const values = [];
  for (let end = null; end !== ""; ) {
    const [, inQuotes, plain, separator] = next.exec(text);
    values.push(inQuotes === undefined ? plain.trim() : inQuotes.replaceAll('""', '"'));
    end = separator;
  }
  return values;
}

const quoted = (value) => (/[",;\t\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value);

function classesOf(about, name) {
  const found = about.columns.filter((column) => column.name === name).at(-1); // a column may be named label, too
  return (found?.classes ?? []).filter((one) => !MISSING.includes(one));
}

function field(name, classes, given) {
  if (classes.length) {
    const [element, chosen] = select(name, ["", ...classes], (i) => given(i ? classes[i - 1] : ""));
    return { element, set: (value) => (chosen.value = classes.indexOf(String(value)) + 1) };
  }
  const input = h("input", { type: "text", inputMode: "decimal", autocomplete: "off" });
  input.addEventListener("change", () => given(input.value.trim()));
  return { element: h("label", { className: "field" }, name, input), set: (value) => (input.value = value) };
}
