// Ways from one coding to another.

// Around the origin, as codings that are drawn lie on a sphere, nearly; see codings.generative.around.
export function around(a, b, steps) {
  const dot = a.reduce((sum, x, i) => sum + x * b[i], 0);
  const lengths = Math.hypot(...a) * Math.hypot(...b);
  const angle = lengths ? Math.acos(Math.min(Math.max(dot / lengths, -1), 1)) : 0;
  if (Math.sin(angle) < 1e-3) return straight(a, b, steps);
  return shares(steps).map((t) => {
    const [p, q] = [Math.sin((1 - t) * angle) / Math.sin(angle), Math.sin(t * angle) / Math.sin(angle)];
    return Float32Array.from(a, (x, i) => p * x + q * b[i]);
  });
}

export function straight(a, b, steps) {
  return shares(steps).map((t) => Float32Array.from(a, (x, i) => (1 - t) * x + t * b[i]));
}

const shares = (steps) => Array.from({ length: steps }, (_, i) => i / (steps - 1));

// A neighbour of a coding that was drawn: as likely as it is, and so far away (0 the same, 1 any other).
export function varied(coding, distance, random) {
  const near = Math.sqrt(1 - distance ** 2);
  return Float32Array.from(coding, (x) => near * x + distance * random());
}
