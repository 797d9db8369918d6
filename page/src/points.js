// Draws points with WebGL, a million of them without a stutter. regl-scatterplot would do so, too, but makes its code
// from text, which the page's policy forbids.

const VERTEX = `#version 300 es
in vec2 place; in vec4 colour; in float chosen;
uniform vec2 middle, scale; uniform float size, dims;
out vec4 shade;
void main() {
  gl_Position = vec4((place - middle) * scale, 0.0, 1.0);
  gl_PointSize = size * (chosen > 0.5 && dims > 0.5 ? 1.35 : 1.0);
  shade = vec4(colour.rgb, dims > 0.5 && chosen < 0.5 ? 0.12 : 0.85);
}`;
const FRAGMENT = `#version 300 es
precision mediump float;
in vec4 shade; out vec4 pixel;
void main() {
  float far = length(gl_PointCoord - 0.5) * 2.0;
  float alpha = shade.a * (1.0 - smoothstep(0.75, 1.0, far));
  pixel = vec4(shade.rgb * alpha, alpha);
}`;

function compiled(gl) {
  const program = gl.createProgram();
  for (const [kind, text] of [[gl.VERTEX_SHADER, VERTEX], [gl.FRAGMENT_SHADER, FRAGMENT]]) {
    const shader = gl.createShader(kind);
    gl.shaderSource(shader, text);
    gl.compileShader(shader);
    gl.attachShader(program, shader);
  }
  gl.linkProgram(program);
  if (!gl.getProgramParameter(program, gl.LINK_STATUS)) throw new Error(gl.getProgramInfoLog(program));
  return program;
}

function withWebGL(gl) {
  const program = compiled(gl);
  gl.useProgram(program);
  gl.enable(gl.BLEND);
  gl.blendFunc(gl.ONE, gl.ONE_MINUS_SRC_ALPHA);
  const uniform = (name) => gl.getUniformLocation(program, name);
  const [middle, scale, size, dims] = ["middle", "scale", "size", "dims"].map(uniform);
  let [count, dimmed] = [0, false];
  const buffers = {};
  const fill = (name, data, width, type, normalised) => {
    buffers[name] ??= gl.createBuffer();
    gl.bindBuffer(gl.ARRAY_BUFFER, buffers[name]);
    gl.bufferData(gl.ARRAY_BUFFER, data, gl.STATIC_DRAW);
    const location = gl.getAttribLocation(program, name);
    gl.enableVertexAttribArray(location);
    gl.vertexAttribPointer(location, width, type, normalised, 0, 0);
  };
  return {
    places(xy) {
      count = xy.length / 2;
      fill("place", xy, 2, gl.FLOAT, false);
      fill("chosen", new Uint8Array(count), 1, gl.UNSIGNED_BYTE, false);
    },
    colours: (bytes) => fill("colour", bytes, 4, gl.UNSIGNED_BYTE, true),
    choose(flags) {
      dimmed = flags !== null;
      fill("chosen", flags ?? new Uint8Array(count), 1, gl.UNSIGNED_BYTE, false);
    },
    draw(view, pointSize) {
      const { width, height } = gl.canvas;
      gl.viewport(0, 0, width, height);
      gl.clearColor(0, 0, 0, 0);
      gl.clear(gl.COLOR_BUFFER_BIT);
      gl.uniform2f(middle, view.x, view.y);
      gl.uniform2f(scale, (2 * view.scale) / view.width, (2 * view.scale) / view.height);
      gl.uniform1f(size, pointSize * (width / view.width));
      gl.uniform1f(dims, dimmed ? 1 : 0);
      gl.drawArrays(gl.POINTS, 0, count);
    },
  };
}

// Where there is no WebGL: slower, and the same to look at.
function withoutWebGL(context) {
  let [places, colours, flags] = [new Float32Array(), new Uint8Array(), null];
  return {
    places: (xy) => ([places, flags] = [xy, null]),
    colours: (bytes) => (colours = bytes),
    choose: (chosen) => (flags = chosen),
    draw(view, pointSize) {
      const { width, height } = context.canvas;
      const ratio = width / view.width;
      const side = Math.max(1, pointSize * ratio * 0.8);
      context.clearRect(0, 0, width, height);
      for (let i = 0; i < places.length / 2; i++) {
        const [x, y] = view.toScreen(places[2 * i], places[2 * i + 1]);
        if (x < 0 || y < 0 || x > view.width || y > view.height) continue;
        context.globalAlpha = flags && !flags[i] ? 0.12 : 0.85;
        context.fillStyle = `rgb(${colours[4 * i]} ${colours[4 * i + 1]} ${colours[4 * i + 2]})`;
        context.fillRect(x * ratio - side / 2, y * ratio - side / 2, side, side);
      }
    },
  };
}

export function points(canvas) {
  const gl = canvas.getContext("webgl2", { antialias: false, premultipliedAlpha: true });
  return gl ? withWebGL(gl) : withoutWebGL(canvas.getContext("2d"));
}
