"""Templates -> pages. Everything is escaped; a name that a template misses is an error, not an empty place."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.responses import HTMLResponse

HERE = Path(__file__).parent
_ENVIRONMENT = Environment(
    loader=FileSystemLoader(HERE / "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


def page(template: str, status: int = 200, /, **values: Any) -> HTMLResponse:
    """The page with these values filled in."""
    return HTMLResponse(_ENVIRONMENT.get_template(template).render(**values), status)
