"""Remedies are written as the command line has its options."""

import pytest

from codings.cli.advice import typed
from codings.diagnostics import Finding


@pytest.mark.parametrize(
    ("remedy", "expected"),
    [
        ("a learning_rate of a tenth, then r1=None.", "a --learning-rate of a tenth, then --r1 None."),
        ("a higher r1, then minibatch_std=True.", "a higher --r1, then --minibatch-std."),
        ("wider networks (hidden), then pack=2.", "wider networks (--hidden), then --pack 2."),
        ('loss="non-saturating".', "--loss non-saturating."),
        ('upsampling="resize", then more epochs.', "--upsampling resize, then more epochs."),
        (
            'critic_steps=5 if loss="wasserstein", then more data.',
            "--critic-steps 5 if --loss wasserstein, then more data.",
        ),
    ],
)
def test_remedies(remedy, expected):
    assert typed(Finding("name", "loss=3", "meaning", remedy)) == Finding(
        "name", "loss=3", "meaning", expected
    )
