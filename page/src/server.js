// What the page is told by the server. `file.js` has the same functions for a page that is one file.

async function asked(path, options = {}) {
  let response;
  try {
    response = await fetch(path, options);
  } catch {
    throw new Error("The server does not answer: is it still running?");
  }
  if (response.ok) return response;
  const { error } = await response.json().catch(() => ({ error: `The server answers ${response.status}.` }));
  throw new Error(error);
}

const posted = (path, content) =>
  asked(path, { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(content) });

export function server(run) {
  let about; // asked for once
  const at = (path) => `api/${run}/${path}`;
  const json = async (path) => (await asked(at(path))).json();
  const floats = async (path) => new Float32Array(await (await asked(at(path))).arrayBuffer());
  return {
    live: true,
    lacking: [],
    about: () => (about ??= json("about")),
    codings: () => floats("arrays/codings"),
    rows: async () => new Int32Array(await (await asked(at("arrays/rows"))).arrayBuffer()),
    column: (i) => floats(`columns/${i}`),
    sheet: (kind, i) => at(`atlas/${kind}/${i}`),
    instance: (i) => json(`instances/${i}`),
    async decode(codings, options) {
      const response = await posted(at("decode"), { codings: codings.map((one) => [...one]), ...options });
      const shape = response.headers.get("x-shape");
      if (shape === null) return (await response.json()).map((row) => ({ row }));
      const [count, height, width, channels] = shape.split(",").map(Number);
      const pixels = new Uint8Array(await response.arrayBuffer());
      const size = height * width * channels;
      return Array.from({ length: count }, (_, i) => ({ pixels: pixels.subarray(i * size, (i + 1) * size), shape: [height, width, channels] }));
    },
    encodeImage: async (file) => (await asked(at("encode"), { method: "POST", body: file })).json(),
    encodeRow: async (row) => (await posted(at("encode"), { row })).json(),
    nearest: async (coding, options) => (await posted(at("nearest"), { codings: [[...coding]], ...options })).json(),
    draw: async (count, seed) => (await posted(at("draw"), { count, seed })).json(),
    training: () => json("training"),
    stop: async () => (await asked(at("stop"), { method: "POST" })).json(),
  };
}
