// Elements, made without markup: whatever a name or a label holds is text.

export function h(tag, properties = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (name in element && name !== "list") element[name] = value;
    else element.setAttribute(name, value);
  }
  element.append(...children.filter((child) => child !== null && child !== undefined));
  return element;
}

export function button(text, onclick, title = "") {
  return h("button", { type: "button", onclick, title }, text);
}

export function select(label, options, onchange) {
  const chosen = h("select", {}, ...options.map((text, i) => h("option", { value: i }, text)));
  chosen.addEventListener("change", () => onchange(Number(chosen.value)));
  return [h("label", { className: "field" }, label, chosen), chosen];
}

// A landmark of its title, which a screen reader goes to.
export function section(title, ...children) {
  return h("section", { "aria-label": title }, h("h2", {}, title), ...children);
}

let notes = 0;

// `note`, which a screen reader reads after the name of `control`.
export function described(control, note) {
  note.id = `note-${notes++}`;
  control.setAttribute("aria-describedby", note.id);
  return note;
}

export const number = (value) => (value === null ? "missing" : Number(value.toPrecision(4)).toLocaleString("en", { maximumSignificantDigits: 4 }));

export function save(name, content, type) {
  const address = URL.createObjectURL(content instanceof Blob ? content : new Blob([content], { type }));
  h("a", { href: address, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}

// A value of a CSV: quoted where it must be, and never a formula to a spreadsheet.
export function cell(value) {
  const text = value === null || value === undefined ? "" : String(value);
  const plain = /^[=+@\t\r]|^-(?![\d.])/.test(text) ? `'${text}` : text;
  return /[",\n\r]/.test(plain) ? `"${plain.replaceAll('"', '""')}"` : plain;
}
