// What codings are drawn from: codings/explorer/prior.py says it.

// Numbers from 0 to 1 from a seed: mulberry32.
export function uniform(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

// Standard normal numbers: Box and Muller's transform.
export function normal(seed) {
  const random = uniform(seed);
  return () => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

// A place in `shares`, as often as it has a share.
function choice(shares, random) {
  let left = random() * shares.reduce((a, b) => a + b, 0);
  const found = shares.findIndex((share) => (left -= share) < 0);
  return found < 0 ? shares.length - 1 : found;
}

// Codings of a width, and labels as places among `classes`; null where there are none.
export function sampled({ shares, mixture }, width, classes, count, seed) {
  const [random, number] = [uniform(seed), normal(seed + 1)];
  const labels = classes ? Array.from({ length: count }, () => choice(shares ?? Array(classes).fill(1), random)) : null;
  const coding = (_, i) => {
    const z = Array.from({ length: width }, number);
    if (!mixture) return z;
    const k = choice(mixture.by_class ? mixture.by_class[labels[i]] : mixture.weights, random);
    return mixture.means[k].map((mean, i) => mixture.factors[k][i].reduce((sum, factor, j) => sum + factor * z[j], mean));
  };
  return { codings: Array.from({ length: count }, coding), labels };
}
