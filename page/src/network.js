// Evaluates the networks that codings/explorer/portable.py has listed, one instance at a time.

const ACTIVATIONS = {
  linear: (x) => x,
  relu: (x) => (x > 0 ? x : 0),
  leaky_relu: (x, slope) => (x > 0 ? x : slope * x),
  elu: (x) => (x > 0 ? x : Math.expm1(x)),
  selu: (x) => 1.0507009873554805 * (x > 0 ? x : 1.6732632423543772 * Math.expm1(x)),
  silu: (x) => x / (1 + Math.exp(-x)),
  sigmoid: (x) => 1 / (1 + Math.exp(-x)),
  tanh: Math.tanh,
  softplus: (x) => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x))),
  gelu: (x) => 0.5 * x * (1 + erf(x / Math.SQRT2)),
  step: (x) => (x > 0 ? 1 : 0),
};

// Abramowitz and Stegun (1964), formula 7.1.26: within 1.5e-7.
function erf(x) {
  const t = 1 / (1 + 0.3275911 * Math.abs(x));
  const polynomial = t * (0.254829592 + t * (-0.284496736 + t * (1.421413741 + t * (-1.453152027 + t * 1.061405429))));
  return Math.sign(x) * (1 - polynomial * Math.exp(-x * x));
}

const OPERATIONS = {
  same: (_, [x]) => x,
  activation: (step, [x]) => activated(step, Float32Array.from(x)),
  add: (_, inputs) => inputs[0].map((x, i) => inputs.reduce((sum, one) => sum + one[i], 0)),
  concatenate: (_, inputs) => Float32Array.from(inputs.flatMap((x) => [...x])),
  affine: (step, [x]) => x.map((value, i) => value * step.scale[i % step.scale.length] + step.shift[i % step.scale.length]),
  pixel_normalization(step, [x]) {
    const channels = step.shape.at(-1);
    const out = new Float32Array(x.length);
    for (let start = 0; start < x.length; start += channels) {
      let sum = 0;
      for (let c = 0; c < channels; c++) sum += x[start + c] ** 2;
      const scale = 1 / Math.sqrt(sum / channels + step.epsilon);
      for (let c = 0; c < channels; c++) out[start + c] = x[start + c] * scale;
    }
    return out;
  },
  dense(step, [x]) {
    const units = step.shape.at(-1);
    const inputs = step.kernel.length / units;
    const out = new Float32Array((x.length / inputs) * units);
    for (let row = 0; row < x.length / inputs; row++) {
      const sums = new Float64Array(units);
      for (let i = 0; i < inputs; i++) {
        const value = x[row * inputs + i];
        if (value === 0) continue;
        for (let j = 0, k = i * units; j < units; j++, k++) sums[j] += value * step.kernel[k];
      }
      out.set(sums, row * units);
    }
    return activated(step, biased(step, out));
  },
  conv2d(step, [x], [shape]) {
    const [rows, columns, depth] = shape;
    const [outRows, outColumns, filters] = step.shape;
    const [top, left] = step.size.map((size, axis) => padding(step, size, axis, shape[axis], step.shape[axis]));
    const out = new Float32Array(outRows * outColumns * filters);
    const sums = new Float64Array(filters);
    for (let r = 0; r < outRows; r++)
      for (let c = 0; c < outColumns; c++) {
        sums.fill(0);
        for (let a = 0; a < step.size[0]; a++)
          for (let b = 0; b < step.size[1]; b++) {
            const [y, z] = [r * step.strides[0] + a - top, c * step.strides[1] + b - left];
            if (y < 0 || z < 0 || y >= rows || z >= columns) continue;
            for (let d = 0; d < depth; d++) {
              const value = x[(y * columns + z) * depth + d];
              const from = ((a * step.size[1] + b) * depth + d) * filters;
              for (let f = 0; f < filters; f++) sums[f] += value * step.kernel[from + f];
            }
          }
        out.set(sums, (r * outColumns + c) * filters);
      }
    return activated(step, biased(step, out));
  },
  conv2d_transpose(step, [x], [shape]) {
    const [rows, columns, depth] = shape;
    const [outRows, outColumns, filters] = step.shape;
    const [top, left] = step.size.map((size, axis) => padding(step, size, axis, step.shape[axis], shape[axis]));
    const sums = new Float64Array(outRows * outColumns * filters);
    for (let r = 0; r < rows; r++)
      for (let c = 0; c < columns; c++)
        for (let a = 0; a < step.size[0]; a++)
          for (let b = 0; b < step.size[1]; b++) {
            const [y, z] = [r * step.strides[0] + a - top, c * step.strides[1] + b - left];
            if (y < 0 || z < 0 || y >= outRows || z >= outColumns) continue;
            const to = (y * outColumns + z) * filters;
            const pixel = (r * columns + c) * depth;
            for (let f = 0; f < filters; f++) {
              const from = ((a * step.size[1] + b) * filters + f) * depth;
              let sum = 0;
              for (let d = 0; d < depth; d++) sum += x[pixel + d] * step.kernel[from + d];
              sums[to + f] += sum;
            }
          }
    return activated(step, biased(step, Float32Array.from(sums)));
  },
  max_pooling(step, [x], [shape]) {
    const [outRows, outColumns, depth] = step.shape;
    return filled(step.shape, (r, c, d) => {
      let most = -Infinity;
      for (let a = 0; a < step.size[0]; a++)
        for (let b = 0; b < step.size[1]; b++)
          most = Math.max(most, x[((r * step.size[0] + a) * shape[1] + c * step.size[1] + b) * depth + d]);
      return most;
    });
  },
  cropping: (step, [x], [shape]) =>
    filled(step.shape, (r, c, d) => x[((r + step.before[0]) * shape[1] + c + step.before[1]) * shape[2] + d]),
};

function filled([rows, columns, depth], value) {
  const out = new Float32Array(rows * columns * depth);
  let i = 0;
  for (let r = 0; r < rows; r++) for (let c = 0; c < columns; c++) for (let d = 0; d < depth; d++) out[i++] = value(r, c, d);
  return out;
}

// How many rows or columns of zeros come first, with TensorFlow's "same" padding.
function padding(step, size, axis, large, small) {
  return step.padded ? Math.max((small - 1) * step.strides[axis] + size - large, 0) >> 1 : 0;
}

function biased(step, x) {
  if (step.bias !== null) for (let i = 0; i < x.length; i++) x[i] += step.bias[i % step.bias.length];
  return x;
}

function activated(step, x) {
  const [name, slope] = step.activation;
  const f = ACTIVATIONS[name];
  for (let i = 0; i < x.length; i++) x[i] = f(x[i], slope);
  return x;
}

export function unpacked(text) {
  return new Float32Array(Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0)).buffer);
}

export function opened(network) {
  for (const step of network.operations)
    for (const name of ["kernel", "bias", "scale", "shift"]) if (typeof step[name] === "string") step[name] = unpacked(step[name]);
  return network;
}

// What a network makes of its inputs, each a flat array: a flat array.
export function evaluate(network, inputs) {
  const values = [];
  const waiting = [...inputs];
  for (const step of network.operations) {
    const given = step.inputs.map((i) => values[i]);
    const shapes = step.inputs.map((i) => network.operations[i].shape);
    values.push(step.op === "input" ? waiting.shift() : OPERATIONS[step.op](step, given, shapes));
  }
  return values[network.output];
}
