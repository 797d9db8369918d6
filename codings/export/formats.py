"""The files that networks are exported to: how each is checked, read and used."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

import numpy as np

Call = Callable[..., np.ndarray]
FOUND = "saved_model.pb"  # what a SavedModel's folder holds


@dataclass(frozen=True)
class Format:
    """A format of exported networks.

    Parameters
    ----------
    keras : str
        What Keras calls it.
    ending : str
        Of the file's name; a format without one is a folder.
    needs : tuple of str
        Modules that write it and read it again.
    extras : str
        Of this package, which install these.
    read : callable
        From a path, and the names of the inputs, to a function of arrays, each (n, ...), that returns one.
    loading, argument : str
        Lines of Python that load and call it, and how an input stands in them.
    """

    keras: str
    ending: str
    needs: tuple[str, ...]
    extras: str
    read: Callable[[Path, Sequence[str]], Call]
    loading: str
    argument: str

    def usage(self, path: Path, names: Sequence[str]) -> str:
        """Lines of Python that load `path` and call it on inputs of these names."""
        arguments = ", ".join(self.argument.format(name) for name in names)
        if self.argument == "{}" and len(names) > 1:
            arguments = f"[{arguments}]"
        return self.loading.replace("INPUTS", arguments).replace("PATH", repr(str(path)))

    def check(self, path: Path) -> None:
        """Raises ValueError if `path` does not suit it, and ImportError if what it needs is not installed."""
        missing = [name for name in self.needs if find_spec(name) is None]
        if missing:
            are = "is" if len(missing) == 1 else "are"
            raise ImportError(
                f"this export needs {' and '.join(missing)}, which {are} not installed: "
                f"pip install 'codings[{self.extras}]'."
            )
        if self.ending and path.suffix.lower() != self.ending:
            raise ValueError(f"{path} must end in {self.ending}.")
        if not path.parent.is_dir():
            raise ValueError(f"{path} cannot be written: there is no folder {path.parent}.")
        if path.is_dir() and (self.ending or not _replaceable(path)):
            raise ValueError(f"{path} is a folder that holds something else: choose another name.")
        if path.is_file() and not self.ending:
            raise ValueError(f"{path} is a file, and a SavedModel is a folder: choose another name.")


def _replaceable(folder: Path) -> bool:
    return (folder / FOUND).is_file() or not any(folder.iterdir())


def _onnx(path: Path, names: Sequence[str]) -> Call:
    from onnxruntime import InferenceSession

    session = InferenceSession(path, providers=["CPUExecutionProvider"])
    return lambda *inputs: session.run(None, dict(zip(names, inputs, strict=True)))[0]


def _savedmodel(path: Path, names: Sequence[str]) -> Call:
    import keras

    serve = keras.layers.TFSMLayer(path, call_endpoint="serve").call_endpoint_fn
    return lambda *inputs: np.asarray(serve(inputs[0] if len(inputs) == 1 else list(inputs)))


def _litert(path: Path, names: Sequence[str]) -> Call:
    from ai_edge_litert.interpreter import Interpreter

    interpreter = Interpreter(str(path))
    try:
        interpreter.allocate_tensors()
    except RuntimeError as error:
        raise ValueError(
            "LiteRT lacks an operation of it, as it does in float64, in which data without bounds are "
            "scaled: take onnx or savedmodel."
        ) from error
    run = interpreter.get_signature_runner()
    return lambda *inputs: next(iter(run(**dict(zip(names, inputs, strict=True))).values()))


FORMATS = {
    "onnx": Format(
        "onnx",
        ".onnx",
        ("tensorflow", "tf2onnx", "onnxruntime"),
        "cpu,onnx",
        _onnx,
        "import onnxruntime\n"
        "session = onnxruntime.InferenceSession(PATH)\n"
        "(output,) = session.run(None, {INPUTS})",
        '"{0}": {0}',
    ),
    "savedmodel": Format(
        "tf_saved_model",
        "",
        ("tensorflow",),
        "cpu",
        _savedmodel,
        "import tensorflow as tf\nmodel = tf.saved_model.load(PATH)\noutput = model.serve(INPUTS)",
        "{}",
    ),
    "litert": Format(
        "litert",
        ".tflite",
        ("tensorflow", "ai_edge_litert"),
        "cpu,litert",
        _litert,
        "from ai_edge_litert.interpreter import Interpreter\n"
        "run = Interpreter(PATH).get_signature_runner()\n"
        'output = run(INPUTS)["output_0"]',
        "{0}={0}",
    ),
}
