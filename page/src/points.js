// Draws points with WebGL: some of them, and some more, until the picture is shown. regl-scatterplot would draw them,
// too, but makes its code from text, which the page's policy forbids.

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
  let [count, dimmed, drawn] = [0, false, null];
  const [buffers, hidden, frame] = [{}, gl.createRenderbuffer(), gl.createFramebuffer()];
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
    resize(width, height) {
      Object.assign(gl.canvas, { width, height });
      gl.bindRenderbuffer(gl.RENDERBUFFER, hidden);
      gl.renderbufferStorage(gl.RENDERBUFFER, gl.RGBA8, width, height);
      gl.bindFramebuffer(gl.FRAMEBUFFER, frame);
      gl.framebufferRenderbuffer(gl.FRAMEBUFFER, gl.COLOR_ATTACHMENT0, gl.RENDERBUFFER, hidden);
      gl.viewport(0, 0, width, height);
    },
    begin(view, pointSize) {
      gl.bindFramebuffer(gl.FRAMEBUFFER, frame);
      gl.clearColor(0, 0, 0, 0);
      gl.clear(gl.COLOR_BUFFER_BIT);
      gl.uniform2f(middle, view.x, view.y);
      gl.uniform2f(scale, (2 * view.scale) / view.width, (2 * view.scale) / view.height);
      gl.uniform1f(size, pointSize * (gl.canvas.width / view.width));
      gl.uniform1f(dims, dimmed ? 1 : 0);
    },
    draw(from, to) {
      gl.drawArrays(gl.POINTS, from, to - from);
      if (drawn) gl.deleteSync(drawn);
      drawn = gl.fenceSync(gl.SYNC_GPU_COMMANDS_COMPLETE, 0);
      gl.flush();
    },
    // Whether all that was asked for is drawn: it is not waited for when it is asked.
    ready: () => drawn === null || gl.getSyncParameter(drawn, gl.SYNC_STATUS) !== gl.UNSIGNALED,
    show() {
      const { width, height } = gl.canvas;
      gl.bindFramebuffer(gl.DRAW_FRAMEBUFFER, null);
      gl.blitFramebuffer(0, 0, width, height, 0, 0, width, height, gl.COLOR_BUFFER_BIT, gl.NEAREST);
    },
  };
}

// Where there is no WebGL: slower, and the same to look at.
function withoutWebGL(shown) {
  let [places, colours, flags] = [new Float32Array(), new Uint8Array(), null];
  let view, ratio, side;
  const hidden = document.createElement("canvas").getContext("2d");
  return {
    places: (xy) => ([places, flags] = [xy, null]),
    colours: (bytes) => (colours = bytes),
    choose: (chosen) => (flags = chosen),
    resize: (width, height) => [shown, hidden].forEach(({ canvas }) => Object.assign(canvas, { width, height })),
    begin(seen, pointSize) {
      const { width, height } = hidden.canvas;
      [view, ratio] = [seen, width / seen.width];
      side = Math.max(1, pointSize * ratio * 0.8);
      hidden.clearRect(0, 0, width, height);
    },
    draw(from, to) {
      for (let i = from; i < to; i++) {
        const [x, y] = view.toScreen(places[2 * i], places[2 * i + 1]);
        if (x < 0 || y < 0 || x > view.width || y > view.height) continue;
        hidden.globalAlpha = flags && !flags[i] ? 0.12 : 0.85;
        hidden.fillStyle = `rgb(${colours[4 * i]} ${colours[4 * i + 1]} ${colours[4 * i + 2]})`;
        hidden.fillRect(x * ratio - side / 2, y * ratio - side / 2, side, side);
      }
    },
    ready: () => true,
    show() {
      shown.clearRect(0, 0, shown.canvas.width, shown.canvas.height);
      shown.drawImage(hidden.canvas, 0, 0);
    },
  };
}

export function points(canvas) {
  const gl = canvas.getContext("webgl2", { antialias: false, premultipliedAlpha: true });
  return gl ? withWebGL(gl) : withoutWebGL(canvas.getContext("2d"));
}
