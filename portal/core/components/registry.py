"""Declares components and finds them by name; a typo fails when the template that has it is compiled."""

import inspect
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

from django.template import TemplateSyntaxError
from django.template.loader import get_template
from django.utils.safestring import SafeString


class ComponentError(TemplateSyntaxError):
    """A component that does not exist, an argument that it does not declare, or a value that it does not know."""


@dataclass(frozen=True)
class Component:
    """One component: its name and the function that declares its arguments and builds its context."""

    name: str
    build: Callable[..., dict]

    @cached_property
    def parameters(self) -> dict[str, inspect.Parameter]:
        """Return the declared arguments by name."""
        return dict(inspect.signature(self.build).parameters)

    @property
    def template_name(self) -> str:
        """Return the address of its template."""
        return f"components/{self.name}.html"

    def check(self, given: set[str]) -> None:
        """Raise ``ComponentError`` unless ``given`` are declared arguments and none that is required is missing."""
        unknown = given - set(self.parameters)
        if unknown:
            raise ComponentError(
                f"Component “{self.name}” has no argument {', '.join(sorted(unknown))}; "
                f"it takes {', '.join(self.parameters)}."
            )
        required = {name for name, item in self.parameters.items() if item.default is inspect.Parameter.empty}
        if required - given:
            raise ComponentError(f"Component “{self.name}” needs {', '.join(sorted(required - given))}.")


_components: dict[str, Component] = {}


def component(build: Callable[..., dict]) -> Callable[..., dict]:
    """Declare the component named like the function ``build``."""
    _components[build.__name__] = Component(build.__name__, build)
    return build


def get(name: str) -> Component:
    """Return the component ``name`` or raise ``ComponentError``."""
    try:
        return _components[name]
    except KeyError:
        raise ComponentError(f"There is no component “{name}”; there are {', '.join(sorted(_components))}.") from None


def names() -> list[str]:
    """Return the names of all components."""
    return sorted(_components)


def render(name: str, **arguments) -> SafeString:
    """Return the HTML of a component from Python, as a table's column needs it; no request, so none that posts."""
    item = get(name)
    item.check(set(arguments))
    return get_template(item.template_name).render(item.build(**arguments))
