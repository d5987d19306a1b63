"""What a templater other than dbt lacks: dispatch, which finds the macro of DuckDB."""

from collections.abc import Callable
from functools import cache
from pathlib import Path

from jinja2 import Environment

MACROS = Path(__file__).parents[2] / "macros"


def dispatch(name: str, package: str) -> Callable[..., str]:
    return getattr(_macros(), f"default__{name}")


@cache
def _macros():
    source = "\n".join(path.read_text() for path in sorted(MACROS.rglob("*.sql")))
    environment = Environment(extensions=["jinja2.ext.do"], autoescape=False)
    environment.globals |= {"ref": str, "return": str, "adapter": _Adapter}
    return environment.from_string(source).module


class _Adapter:
    dispatch = staticmethod(dispatch)
