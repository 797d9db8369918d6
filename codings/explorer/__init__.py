"""The explorer: a page on which a model's codings can be touched, from a server or as one file.

The page's sources are plain modules of JavaScript in ``page/``, from which ``make page`` makes `explorer.js`.
Importing this loads no framework and no web server.
"""

from codings.explorer.subject import Subject, subject_of

__all__ = ["Subject", "subject_of"]
