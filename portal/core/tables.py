"""Bases of the tables of every app."""

import django_tables2 as tables
from django.core.paginator import Paginator

from . import components

PER_PAGE = 50


class Table(tables.Table):
    """A table in the portal's look: sorts, turns into cards on phones (the first column is their title), 50 a page.

    Show it with ``SingleTableView`` or ``RequestConfig(request).configure(table)``, and ``{% render_table table %}``.
    """

    class Meta:
        template_name = "components/table.html"

    def __init__(self, data=None, order_by_field="tri", **options):
        options.setdefault("default", "–")
        super().__init__(data, order_by_field=order_by_field, **options)

    def paginate(self, paginator_class=Paginator, per_page=None, page=1, **options):
        """Cut the rows into pages of ``PER_PAGE``, whatever the address asks."""
        # django-tables2 takes ``?per_page=`` from the address: whole tables in a page would be a way to wear us out.
        return super().paginate(paginator_class, per_page=PER_PAGE, page=page, **options)


class ComponentColumn(tables.Column):
    """A column that shows its value through a component: ``ComponentColumn("status", options={"of": "minutes"})``.

    The value goes to the component's first argument; an empty one is shown as well when ``show_empty``.
    """

    def __init__(self, name: str, *, options: dict | None = None, show_empty: bool = False, **column):
        super().__init__(empty_values=() if show_empty else (None, ""), **column)
        self.component = components.get(name)
        self.options = options or {}

    def render(self, value):
        """Return the component's HTML."""
        first = next(iter(self.component.parameters))
        return components.render(self.component.name, **{first: "" if value is None else value}, **self.options)

    def value(self, value):
        """Return the bare value for exports."""
        return value
