// Planes that codings are seen in: two codings as they are, or two directions.

// A plane has a middle and two directions of length 1 at right angles, each (codings,).
export function planes(about) {
  const size = about.codingSize;
  const unit = (i) => Array.from({ length: size }, (_, j) => (i === j ? 1 : 0));
  const zero = Array(size).fill(0);
  if (size === 1) return [{ name: "coding 1", middle: [0], a: [1], b: [0] }];
  const word = about.drawn ? "direction" : "component";
  const found = about.directions.map((one, i) => ({ vector: one.vector, name: `${word} ${i + 1}` }));
  const pairs = size === 2 ? [] : [[0, 1], [2, 3], [4, 5], [0, 2], [1, 2]].filter(([, j]) => j < found.length);
  const byDirection = pairs.map(([i, j]) => ({
    name: `${found[i].name} and ${j + 1}`,
    middle: about.middle,
    a: found[i].vector,
    b: found[j].vector,
  }));
  const asTheyAre = Array.from({ length: Math.min(size - 1, 15) }, (_, i) => ({
    name: `codings ${i + 1} and ${i + 2}`,
    middle: zero,
    a: unit(i),
    b: unit(i + 1),
  }));
  return [...byDirection, ...asTheyAre];
}

export function project(plane, coding) {
  let [x, y] = [0, 0];
  for (let i = 0; i < coding.length; i++) {
    x += plane.a[i] * (coding[i] - plane.middle[i]);
    y += plane.b[i] * (coding[i] - plane.middle[i]);
  }
  return [x, y];
}

// All codings, (n * size,), in the plane: (n * 2,). One coding alone is drawn against chance, so that points part.
export function projected({ middle, a, b }, codings, size) {
  const count = codings.length / size;
  const places = new Float32Array(count * 2);
  for (let i = 0; i < count; i++) {
    let [x, y] = [0, 0];
    for (let j = 0; j < size; j++) {
      const far = codings[i * size + j] - middle[j];
      x += a[j] * far;
      y += b[j] * far;
    }
    places[2 * i] = x;
    places[2 * i + 1] = size === 1 ? ((i * 0.618034) % 1) - 0.5 : y;
  }
  return places;
}

// The coding whose place in the plane is (x, y), and which differs from `coding` in nothing else.
export function moved(plane, coding, x, y) {
  const [fromX, fromY] = project(plane, coding);
  return Float32Array.from(coding, (value, i) => value + (x - fromX) * plane.a[i] + (y - fromY) * plane.b[i]);
}
