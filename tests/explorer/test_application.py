"""What the server answers, and what it refuses."""

import concurrent.futures
import io
import json

import numpy as np
import pytest
from PIL import Image

from codings.explorer import guard
from codings.explorer.server import _names
from codings.explorer.subject import subject_of
from codings.explorer.uploads import MOST_PIXELS

pytest.importorskip("uvicorn", reason="pages are served with codings[explorer]")

from tests.explorer.conftest import serving


def png(size=(8, 8), mode="L"):
    written = io.BytesIO()
    Image.new(mode, size).save(written, "PNG")
    return written.getvalue()


def pixels(response):
    shape = tuple(map(int, response.headers["x-shape"].split(",")))
    return np.frombuffer(response.content, np.uint8).reshape(shape)


def test_what_is_decoded_is_what_python_decodes(ask, subject):
    some = subject.codings[:5]
    decoded = pixels(ask("/api/0/decode", {"codings": some.tolist()}))
    expected = subject.estimator.inverse_transform(some) * 255
    assert np.abs(decoded[..., 0] - expected).max() <= 1


def test_arrays_and_columns(ask, subject):
    found = np.frombuffer(ask("/api/0/arrays/codings").content, "<f4").reshape(-1, 3)
    np.testing.assert_array_equal(found, subject.codings)
    about = json.loads(ask("/api/0/about").content)
    assert [column["name"] for column in about["columns"]] == ["label", "error", "strangeness"]
    errors = np.frombuffer(ask("/api/0/columns/1").content, "<f4")
    np.testing.assert_allclose(errors, -subject.estimator.score_samples(subject.X), rtol=1e-4)


def test_a_sheet_has_each_thumbnail_in_its_cell(ask, subject):
    sheet = np.asarray(Image.open(io.BytesIO(ask("/api/0/atlas/originals/0").content)))
    cell = sheet[32 : 32 + 8, 3 * 32 : 3 * 32 + 8]  # of the second row
    assert np.abs(cell - subject.X[64 + 3] * 255).mean() < 5


def test_an_image_lands_where_its_coding_is(ask, subject):
    written = io.BytesIO()
    Image.fromarray((subject.X[0] * 255).round().astype(np.uint8)).save(written, "PNG")
    landed = json.loads(ask("/api/0/encode", written.getvalue()).content)
    np.testing.assert_allclose(landed["coding"], subject.codings[0], atol=0.02)
    assert landed["nearest"][0] == 0
    assert sum(landed["contributions"]) == pytest.approx(landed["strangeness"])


def test_a_row_that_is_typed(table):
    with serving(table) as ask:
        landed = json.loads(ask("/api/0/encode", {"row": ["10.5", "0.1", "plain"]}).content)
        assert landed["original"] == [10.5, 0.1, "plain"]
        assert len(landed["contributions"]) == 3
        for row, said in [
            (["1", "2"], "the row has 2 values: give 3"),
            (["1", "x", "plain"], "'x' is no number, and the column width"),
            (["1", "inf", "plain"], "finite"),
            (["1", "2", "odd"], "'odd' is nothing that the column kind has held"),
        ]:
            refused = ask("/api/0/encode", {"row": row})
            assert refused.status == 422
            assert said in json.loads(refused.content)["error"]


BAD = [
    ("/api/0/decode", b'{"codings": [[NaN, 0, 0]]}', 400),
    ("/api/0/decode", b'{"codings": [[1e39, 0, 0]]}', 422),
    ("/api/0/decode", b'{"codings": [[1, 0]]}', 422),
    ("/api/0/decode", b'{"codings": []}', 422),
    ("/api/0/decode", b'{"codings": [["x", 0, 0]]}', 400),
    ("/api/0/decode", b'{"codings": [[0, 0, 0]], "labels": [0, 1]}', 422),
    ("/api/0/decode", b'{"codings": [[0, 0, 0]], "labels": [9223372036854775808]}', 400),
    ("/api/0/decode", b'{"codings": [[0, 0, 0]], "truncation": 0.5}', 422),
    ("/api/0/decode", b'{"codings": [[0, 0, 0]], "resolution": 4}', 422),
    ("/api/0/decode", b'{"codings": [[0, 0, 0]], "more": 1}', 400),
    ("/api/0/decode", b"[" * 5000, 400),
    ("/api/0/decode", b"\xff\xfe", 400),
    ("/api/0/encode", b"", 422),
    ("/api/0/encode", png()[:40], 422),
    ("/api/0/encode", b"<svg xmlns='http://www.w3.org/2000/svg'/>", 422),
    ("/api/0/draw", b'{"count": 0, "seed": 1}', 422),
    ("/api/0/draw", b'{"count": 2, "seed": -1}', 422),
    ("/api/1/about", None, 404),
    ("/api/0/columns/9", None, 404),
    ("/api/0/atlas/originals/7", None, 404),
    ("/api/0/atlas/..%2f..%2fmodel.json/0", None, 404),
    ("/api/0/arrays/%2e%2e%2fcodings", None, 404),
    ("/../../etc/passwd", None, 404),
    ("/api/0/instances/0", None, 404),
    ("/api/0/training", None, 404),
    ("/api/0/stop", b"", 422),
    ("/api/0/decode", None, 405),
]


@pytest.mark.parametrize(("path", "content", "status"), BAD)
def test_bad_requests_are_refused(ask, path, content, status):
    assert ask(path, content).status == status


def test_a_refusal_is_one_sentence(ask):
    said = json.loads(ask("/api/0/decode", {"codings": [[1, 2]]}).content)
    assert said == {"error": "each coding of this model has 3 numbers."}


def test_bad_requests_cost_no_good_one(ask, subject):
    """Good ones are decoded together with whatever waits beside them."""
    some = np.random.default_rng(0).normal(size=(60, 3)).round(3)
    expected = subject.pixels.shown(subject.decode(some))
    with concurrent.futures.ThreadPoolExecutor(8) as pool:
        good = [pool.submit(ask, "/api/0/decode", {"codings": [one.tolist()]}) for one in some[:30]]
        bad = [pool.submit(ask, path, content) for path, content, _ in 3 * BAD]
        good += [pool.submit(ask, "/api/0/decode", {"codings": [one.tolist()]}) for one in some[30:]]
        assert {one.result().status // 100 for one in bad} == {4}
        for one, image in zip(good, expected, strict=True):
            assert np.abs(pixels(one.result())[0].astype(int) - image).max() <= 1


def test_one_that_the_decoder_refuses_costs_no_other(ask):
    with concurrent.futures.ThreadPoolExecutor(6) as pool:
        asked = [[0.1 * i, 0, 1e7 if i % 3 == 0 else 0] for i in range(18)]
        found = [pool.submit(ask, "/api/0/decode", {"codings": [one]}) for one in asked]
        assert [one.result().status for one in found] == [422 if i % 3 == 0 else 200 for i in range(18)]


def test_other_hosts_and_origins_are_refused(ask):
    assert ask("/", Host="evil.example").status == 403
    assert ask("/", Host="127.0.0.1").status == 403  # without the port
    assert ask("/api/0/decode", {"codings": [[0, 0, 0]]}, Origin="http://evil.example").status == 403
    assert ask("/api/0/decode", {"codings": [[0, 0, 0]]}, Origin="null").status == 403
    own = f"http://127.0.0.1:{ask.port}"
    assert ask("/api/0/decode", {"codings": [[0, 0, 0]]}, Origin=own).status == 200


def test_a_large_body_is_refused(ask, monkeypatch):
    monkeypatch.setattr(guard, "MOST_BYTES", 1000)
    assert ask("/api/0/encode", b"x" * 1001).status == 413
    assert ask("/api/0/decode", b"", content_length="nonsense").status in (400, 413)


def test_a_bomb_is_refused_before_it_is_unpacked(ask):
    side = int(MOST_PIXELS**0.5) + 1
    refused = ask("/api/0/encode", png((side, side), "1"))
    assert refused.status == 422
    assert "pixels" in json.loads(refused.content)["error"]


def test_headers_keep_the_page_to_itself(ask):
    answer = ask("/")
    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["cross-origin-resource-policy"] == "same-origin"


def test_a_token_is_asked_for(subject):
    with serving(subject, token="secret") as ask:
        assert ask("/").status == 401
        assert ask("/api/0/about").status == 401
        assert ask("/?token=wrong").status == 401
        entered = ask("/?token=secret")
        assert (entered.status, entered.headers["location"]) == (303, "/")
        cookie = entered.headers["set-cookie"].split(";")[0]
        assert "HttpOnly" in entered.headers["set-cookie"]
        assert ask("/api/0/about", Cookie=cookie).status == 200
        assert ask("/api/0/about?token=secret").status == 401  # it stands in no address but the first


def test_two_servers_of_one_machine_have_a_cookie_each(subject):
    with serving(subject, token="first") as first, serving(subject, token="second") as second:
        entered = [ask(f"/?token={token}") for ask, token in ((first, "first"), (second, "second"))]
        pairs = [answer.headers["set-cookie"].split(";")[0] for answer in entered]
        jar = "; ".join(pairs)  # as a browser sends them to either
        assert len({pair.partition("=")[0] for pair in pairs}) == 2
        assert first("/api/0/about", Cookie=jar).status == second("/api/0/about", Cookie=jar).status == 200


def test_at_the_port_of_http_browsers_leave_it_out():
    assert "localhost" in _names(80)
    assert "localhost:80" in _names(80)
    assert "localhost" not in _names(8000)


def test_what_a_gan_draws(gan):
    with serving(gan) as ask:
        about = json.loads(ask("/api/0/about").content)
        assert about["drawn"]
        assert about["generates"]
        drawn = json.loads(ask("/api/0/draw", {"count": 3, "seed": 5}).content)["codings"]
        again = gan.estimator.sample(3, random_state=5)
        decoded = pixels(ask("/api/0/decode", {"codings": drawn}))
        assert np.abs(decoded[..., 0] - again * 255).max() <= 1
        found = json.loads(ask("/api/0/nearest", {"codings": drawn[:1]}).content)
        far = np.square(gan.data.X - again[0]).sum(axis=(1, 2))
        assert found["rows"][0] == far.argmin()
        assert ask("/api/0/encode", png()).status == 422


def test_labels_of_which_some_are_missing(subject, digits):
    y = np.array([None, "seven", 3, None, 3], dtype=object)
    data = subject_of(subject.estimator, digits.X[:5], y).data
    assert [data.classes[i] for i in data.y] == ["None", "seven", "3", "None", "3"]
    assert subject_of(subject.estimator, digits.X[:2], [None] * 2).data.classes == ("None",)
