"""Fields and widgets that forms of every app share."""

from django import forms
from django.forms.widgets import Script
from django.utils.translation import gettext_lazy as _

from .html import RICH, Policy, clean
from .rich_text import to_plain


class DateWidget(forms.DateInput):
    """The browser's own date field; its value is always written as the browser wants it."""

    input_type = "date"

    def __init__(self, attrs=None):
        super().__init__(attrs, format="%Y-%m-%d")


class TimeWidget(forms.TimeInput):
    """The browser's own time field, in steps of five minutes; another minute can still be typed."""

    input_type = "time"

    def __init__(self, attrs=None):
        super().__init__({"step": 60, **(attrs or {})}, format="%H:%M")


class DateField(forms.DateField):
    """A day."""

    widget = DateWidget
    default_error_messages = {"invalid": _("This is not a date. Write it as 14/10/2026.")}

    def __init__(self, **options):
        super().__init__(input_formats=["%Y-%m-%d", "%d/%m/%Y", "%d/%m/%y"], **options)


class TimeField(forms.TimeField):
    """An hour of the day."""

    widget = TimeWidget
    default_error_messages = {"invalid": _("This is not a time. Write it as 09:30.")}

    def __init__(self, **options):
        super().__init__(input_formats=["%H:%M", "%H:%M:%S", "%Hh%M", "%H h %M", "%Hh"], **options)


class RichTextWidget(forms.Textarea):
    """A text area that ``static/portal/js/editor.js`` turns into an editor; without script it shows the HTML."""

    template_name = "components/rich_text_widget.html"

    class Media:
        js = [Script("portal/js/editor.js", type="module")]

    def __init__(self, attrs=None):
        super().__init__({"rows": 6, **(attrs or {})})

    def use_required_attribute(self, initial):
        """Leave it out: the browser would refuse a hidden empty text area without a word."""
        return False


class RichTextField(forms.CharField):
    """Rich text, cleaned by ``policy``; a text without any word is empty."""

    widget = RichTextWidget

    def __init__(self, *, policy: Policy = RICH, **options):
        super().__init__(**options)
        self.policy = policy

    def to_python(self, value):
        """Return the cleaned HTML; ``html.HtmlRefused`` (codes "too_long", "too_deep") is a ``ValidationError``."""
        value = super().to_python(value)
        return clean(value, self.policy) if value else value

    def validate(self, value):
        """Refuse a required text whose elements hold no word, as an editor sends an emptied paragraph."""
        super().validate(value if to_plain(value or "").strip() else "")
