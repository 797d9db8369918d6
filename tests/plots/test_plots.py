import subprocess
import sys
from pathlib import Path

from matplotlib.figure import Figure

from codings import plots

ROOT = Path(__file__).parents[2]


def test_pyplot_stays_unimported_even_after_drawing():
    script = (
        "import sys, io, codings.plots as plots\n"
        "plots.losses({'loss': [1, 2]}).savefig(io.BytesIO())\n"
        "assert 'matplotlib.pyplot' not in sys.modules\n"
        "assert 'sklearn' not in sys.modules\n"
    )
    subprocess.run([sys.executable, "-c", script], cwd=ROOT, check=True)


def test_importing_the_package_loads_no_matplotlib():
    script = "import sys, codings; assert 'matplotlib' not in sys.modules"
    subprocess.run([sys.executable, "-c", script], cwd=ROOT, check=True)


def test_public_names_are_functions():
    assert all(callable(getattr(plots, name)) for name in plots.__all__)
    assert isinstance(plots.losses({"loss": [1.0]}), Figure)
