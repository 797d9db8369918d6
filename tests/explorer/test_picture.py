"""The picture of the points: where it is while it is drawn in parts, and that the parts make the whole."""

import numpy as np
import pytest

pytest.importorskip("playwright", reason="pages are looked at with Playwright")

COUNT = 1000
DRAWN = """async ({ Picture }, { count, webgl, took }) => {
  const { View } = await import('/view.js');
  const canvas = document.createElement('canvas');
  const context = canvas.getContext.bind(canvas);
  canvas.getContext = (kind, options) => (kind === 'webgl2' && !webgl ? null : context(kind, options));
  const pixels = () => {
    const copy = new OffscreenCanvas(canvas.width, canvas.height).getContext('2d');
    copy.drawImage(canvas, 0, 0);
    return [...copy.getImageData(0, 0, canvas.width, canvas.height).data];
  };
  const places = Float32Array.from({length: 2 * count}, (_, i) => (i * 0.618034 * (1 + (i % 2))) % 1);
  const [picture, view] = [new Picture(canvas), new View()];
  view.resize(80, 40);
  view.fit(places);
  picture.resize(80, 40, 1);
  picture.places(places);
  picture.colours(Uint8Array.from({length: 4 * count}, (_, i) => (i * 37) % 256));
  picture.frame(view, 0);
  const first = pixels();
  view.zoom(2, 0, 0);
  view.pan(10, 5);
  const frames = [];
  let parts;
  for (let time = took; ; time += took) {
    while (!picture.points.ready()) await new Promise((resolve) => setTimeout(resolve, 1));
    if (!picture.frame(view, time)) break;
    frames.push(canvas.style.transform);
    parts = pixels(); // at once, before the browser clears them
  }
  picture.places(places);
  picture.frame(view, 0);
  return { first, parts, whole: pixels(), frames };
}"""


@pytest.mark.parametrize("webgl", [True, False])
def test_a_picture_in_parts_is_the_whole(modules, webgl):
    """Frames of 100 ms: its parts become smaller, and the one before is moved meanwhile."""
    drawn = modules("picture.js", DRAWN, {"count": COUNT, "webgl": webgl, "took": 100})
    assert drawn["parts"] == drawn["whole"]
    assert drawn["parts"] != drawn["first"]
    assert np.count_nonzero(drawn["first"]) > COUNT
    *meanwhile, last = drawn["frames"]
    assert 3 < len(meanwhile) < 24
    # Twice as large about the left upper corner moves the middle by half of the map, (40, 20); then (10, 5).
    assert set(meanwhile) == {"translate(50px, 25px) scale(2)"}
    assert last == ""


def test_where_frames_are_fast_every_one_has_the_whole(modules):
    drawn = modules("picture.js", DRAWN, {"count": COUNT, "webgl": True, "took": 16})
    assert drawn["frames"] == [""]
