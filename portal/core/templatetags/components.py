"""The tags ``component``, ``component_block`` and ``slot``.

``{% component "status" value=meeting.status of="meeting" %}``, also ``… as chip %}`` to keep the HTML for later.
``{% component_block "panel" title=_("Agenda") %}…{% slot "acts" %}…{% endslot %}…{% endcomponent_block %}``: what
stands inside becomes the argument ``content``, each slot the argument of its name.
"""

from django import template
from django.template.base import Node, TextNode, token_kwargs
from django.utils.safestring import SafeString

from portal.core import components

register = template.Library()

#: What a component sees of the page around it, besides its own arguments.
PASSED_ON = ("csrf_token", "request")


class ComponentNode(Node):
    """Renders a component in a context of its own."""

    def __init__(self, item, arguments, target=None, slots=None):
        self.item = item
        self.arguments = arguments
        self.target = target
        self.slots = slots or {}

    def render(self, context):
        """Return the component's HTML, or keep it under the name given after ``as``."""
        values = {name: expression.resolve(context) for name, expression in self.arguments.items()}
        for name, nodes in self.slots.items():
            values[name] = nodes.render(context)
        inner = {name: context[name] for name in PASSED_ON if name in context}
        inside = context.template.engine.get_template(self.item.template_name)
        html = SafeString(inside.render(context.new({**inner, **self.item.build(**values)})).strip())
        if self.target:
            context[self.target] = html
            return ""
        return html


class SlotNode(Node):
    """Holds what goes into one argument; only read by the block around it."""

    def __init__(self, name, nodelist):
        self.name = name
        self.nodelist = nodelist

    def render(self, context):
        """Never called: the block takes slots out of its content."""
        raise components.ComponentError("A slot stands directly inside a component_block.")


def _literal_name(parser, token, bits):
    if len(bits) < 2:
        raise components.ComponentError(f"{bits[0]} needs the name of a component.")
    name = bits[1]
    if name[0] not in "\"'" or name[-1] != name[0]:
        raise components.ComponentError(f"{bits[0]}: the name stands in quotes.")
    return name[1:-1]


def _arguments(parser, bits, tag):
    arguments = token_kwargs(bits, parser)
    if bits:
        raise components.ComponentError(f"{tag}: “{bits[0]}” is no argument; write name=value.")
    return arguments


@register.tag("component")
def do_component(parser, token):
    """Show a component: ``{% component "chip" label=platform.name icon="network" %}``."""
    bits = token.split_contents()
    item = components.get(_literal_name(parser, token, bits))
    rest, target = bits[2:], None
    if len(rest) >= 2 and rest[-2] == "as":
        rest, target = rest[:-2], rest[-1]
    arguments = _arguments(parser, rest, "component")
    item.check(set(arguments))
    return ComponentNode(item, arguments, target)


@register.tag("component_block")
def do_component_block(parser, token):
    """Show a component around what stands inside."""
    bits = token.split_contents()
    item = components.get(_literal_name(parser, token, bits))
    arguments = _arguments(parser, bits[2:], "component_block")
    nodelist = parser.parse(("endcomponent_block",))
    parser.delete_first_token()
    slots = {node.name: node.nodelist for node in nodelist if isinstance(node, SlotNode)}
    rest = type(nodelist)(node for node in nodelist if not isinstance(node, SlotNode))
    if any(not isinstance(node, TextNode) or node.s.strip() for node in rest):
        slots["content"] = rest
    elif "content" in item.parameters and "content" not in arguments:
        slots["content"] = type(nodelist)()
    if set(slots) & set(arguments):
        raise components.ComponentError(f"“{item.name}”: an argument is given twice.")
    item.check(set(arguments) | set(slots))
    return ComponentNode(item, arguments, slots=slots)


@register.tag("slot")
def do_slot(parser, token):
    """Fill one argument of the component around: ``{% slot "acts" %}…{% endslot %}``."""
    name = _literal_name(parser, token, token.split_contents())
    nodelist = parser.parse(("endslot",))
    parser.delete_first_token()
    return SlotNode(name, nodelist)
