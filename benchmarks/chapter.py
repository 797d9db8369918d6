"""The table of chapter.md, from what `codings reproduce` has left.

python benchmarks/chapter.py chapter/results.json
"""

import json
import sys
from pathlib import Path

OF_RUN = ("row", "epochs", "batch", "parameters", "seconds", "memory")
OF_RESULT = ("loss", "book", "ratio", "aim", "samples")
TITLES = (*OF_RUN, *OF_RESULT)
OF_SAMPLES = ("precision", "recall", "coverage")


def cells(row):
    parts = row["parts"]
    return [
        row["name"],
        row["epochs"],
        row["batch"],
        f"{row['parameters']:,}",
        f"{row['seconds']:.0f}",
        f"{row['peak_memory_gib']:.1f} GiB",
        *(figure(row[name]) for name in ("loss", "book")),
        "" if row["ratio"] is None else f"{row['ratio']:.2f}",
        figure(row["target"]),
        ", ".join(f"{parts[name]:.2f}" for name in OF_SAMPLES if name in parts),
    ]


def figure(value):
    if value is None:
        return ""
    return f"{value:.2f}" if value >= 1 else f"{value:.4f}"  # a distance, or an error of images


def main():
    rows = json.loads(Path(sys.argv[1]).read_text())["rows"]
    for line in (TITLES, ["---"] * len(TITLES), *map(cells, rows)):
        print("|", *(f"{cell} |" for cell in line))


if __name__ == "__main__":
    main()
