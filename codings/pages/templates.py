"""Templates, filled in: whatever is put into one is escaped, unless it is markup already."""

from functools import cache
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from jinja2 import Environment


def render(template: str, **content: Any) -> str:
    """The page that a template makes of `content`; `template` is its path in the package.

    Names of files may hold what is no character, which browsers then show as such.
    """
    page = _environment().get_template(template).render(content)
    return page.encode("utf-8", "xmlcharrefreplace").decode("utf-8")


@cache
def _environment() -> "Environment":
    from jinja2 import Environment, PackageLoader, StrictUndefined

    return Environment(
        loader=PackageLoader("codings", ""),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
