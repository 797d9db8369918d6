"""What is wrong with a GAN, in words."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Finding:
    """A difficulty, by its name.

    Parameters
    ----------
    name : str
    seen : str
        What was seen, with the figure and the threshold.
    meaning : str
        What that means, in two sentences.
    remedy : str
        What to try next, by the names of the options.
    """

    name: str
    seen: str
    meaning: str
    remedy: str

    def __str__(self) -> str:
        return f"{self.name}: {self.seen}.\n  {self.meaning}\n  Try {self.remedy}"
