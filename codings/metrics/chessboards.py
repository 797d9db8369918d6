"""Chessboards: patterns with the period of a network's strides, which the data do not have."""

import numpy as np

PERIODS = (2, 4)  # pixels: of the last stride, and of the last two
AROUND = 2  # frequencies on each side, beside which one stands out
LEAST_SIDE = 16  # pixels; below, there are too few frequencies around


def chessboard(real: np.ndarray, fake: np.ndarray) -> float:
    r"""How many times as much energy samples have at the periods of strides as the data have.

    Of each set it is :math:`E |F_k|^2`, the power of its images' Fourier transform, at the frequencies whose
    periods are 2 or 4 pixels along both axes, over the median of those around them. The figure is that of the
    samples over that of the data: 1 is right, above it there is a chessboard, and far below it there are
    blocks of enlarged pixels.

    Parameters
    ----------
    real, fake : array, (n, height, width) or (n, height, width, channels) and (m, ...)
        Images, in the same units.

    Returns
    -------
    float, 0 or above
        NaN where all images of a set are each of one colour.

    Raises
    ------
    ValueError
        If they are no images, of differing shapes, or of sides below 16 pixels or not divisible by 4.

    References
    ----------
    Odena, Dumoulin and Olah (2016), "Deconvolution and checkerboard artifacts",
    https://doi.org/10.23915/distill.00003. Durall, Keuper and Keuper (2020), "Watch your up-convolution",
    https://arxiv.org/abs/2003.01826, looks at the same spectra. The ratio is this package's own.
    """
    if real.shape[1:] != fake.shape[1:] or not has_periods(real.shape[1:]):
        raise ValueError(
            f"instances have shapes {real.shape[1:]} and {fake.shape[1:]}: chessboards are looked for in "
            f"images of one size, of {LEAST_SIDE} pixels a side or more, divisible by {max(PERIODS)}."
        )
    return standing_out(fake) / standing_out(real)


def has_periods(shape: tuple[int, ...]) -> bool:
    """Whether instances of this shape are images in which a chessboard can be measured."""
    return len(shape) > 1 and all(side >= LEAST_SIDE and side % max(PERIODS) == 0 for side in shape[:2])


def standing_out(images: np.ndarray) -> float:
    """The mean power at the periods' frequencies, each over the median of those around it.

    NaN where each of the images is of one colour: it has no power at any frequency.
    """
    power = _power(images)
    if not power.any():
        return float("nan")
    height, width = power.shape
    step = max(PERIODS)
    places = [(i * height // step, j * width // step) for i in range(step) for j in range(step) if i or j]
    return float(np.mean([power[place] / np.median(_around(power, *place)) for place in places]))


def _power(images: np.ndarray) -> np.ndarray:
    """Of each frequency, (height, width): the mean over images and channels."""
    height, width = images.shape[1:3]
    window = np.outer(np.hanning(height), np.hanning(width))[..., None]  # edges are no pattern
    total = np.zeros((height, width))
    for image in images.reshape(len(images), height, width, -1):
        varied = image - image[:1, :1].astype(np.float64)  # exactly 0 where an image is of one colour
        varied -= varied.mean((0, 1))
        total += np.square(np.abs(np.fft.fft2(varied * window, axes=(0, 1)))).mean(-1)
    return total / len(images)


def _around(power: np.ndarray, row: int, column: int) -> np.ndarray:
    """The frequencies around one, without it and its direct neighbours, which the window smears it over."""
    offsets = range(-AROUND, AROUND + 1)
    near = [(i, j) for i in offsets for j in offsets if max(abs(i), abs(j)) > 1]
    return np.array([power[(row + i) % power.shape[0], (column + j) % power.shape[1]] for i, j in near])
