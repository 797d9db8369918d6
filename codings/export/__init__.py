"""Networks in files for where a model is used: ONNX, TensorFlow's SavedModel and LiteRT.

Importing this loads no framework.
"""

from codings.export.formats import FORMATS, Format
from codings.export.writing import Exported, export

__all__ = ["FORMATS", "Exported", "Format", "export"]
