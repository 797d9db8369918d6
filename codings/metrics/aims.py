"""Which value of a measure is right, by its name: the same wherever it stands."""

AIMS = {
    "mean squared error": "lower",
    "latent loss": "",  # 0 where the codings say nothing at all
    "evidence lower bound": "higher",
    "log-likelihood": "higher",
    "active units": "higher",
    "Fréchet distance": "lower",
    "Fréchet distance at infinity": "lower",
    "kernel distance": "lower",
    "precision": "higher",
    "recall": "higher",
    "density": "1",
    "coverage": "higher",
    "memorisation": "0.5",
    "chessboard": "1",
    "inception score": "higher",
    "classes": "higher",
    "entropy of the classes": "higher",
    "label accuracy": "higher",
    "separation": "0.5",
    "slope": "above 0",
    "spread": "1",
    "drift": "0",
    "least share of a cluster": "1",
}
"""From a measure's name to "higher" or "lower", or to the value that is right; "" where nothing is."""


def aim_in_words(aim: str) -> str:
    """What stands beside a figure: "lower is better", "0.5 is right", or nothing."""
    return "" if not aim else f"{aim} is {'better' if aim in ('higher', 'lower') else 'right'}"
