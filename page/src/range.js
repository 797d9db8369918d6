// The map between data and what networks see: codings/data/range.py, in this page.

const FARTHEST = 1e15;

/** The greatest z, of either sign, that the data had; ranges of former versions do not say. */
function reach(range, i) {
  return range.reach ? range.reach[i % range.reach.length] : range.knee + Math.log(FARTHEST);
}

export function scaled(range, x) {
  return Float32Array.from(x, (value, i) => {
    let z = (value - range.offset[i % range.offset.length]) / range.scale[i % range.scale.length];
    if (range.low !== null) return range.symmetric ? 2 * z - 1 : z;
    z = Math.min(Math.max(z, -FARTHEST), FARTHEST);
    const beyond = range.knee === null ? 0 : Math.abs(z) - range.knee;
    return beyond > 0 ? Math.sign(z) * (range.knee + Math.log1p(beyond)) : z;
  });
}

export function unscaled(range, z) {
  const whole = /^(u?int|bool)/.test(range.dtype);
  return Array.from(z, (value, i) => {
    let x = range.low !== null && range.symmetric ? (value + 1) / 2 : value;
    if (range.knee !== null && Math.abs(x) > range.knee)
      x = Math.sign(x) * (range.knee + Math.expm1(Math.min(Math.abs(x), reach(range, i)) - range.knee));
    x = x * range.scale[i % range.scale.length] + range.offset[i % range.offset.length];
    if (range.low !== null) x = Math.min(Math.max(x, range.low), range.high);
    return whole ? Math.round(x) : x;
  });
}
