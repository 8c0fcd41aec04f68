"""Filters that bring text to a template: rich text (the only way) and dates as the French write them."""

from datetime import date, datetime

from django import template
from django.utils import timezone
from django.utils.safestring import SafeString

from portal.core import french_dates, rich_text
from portal.core import html as core_html
from portal.core.phones import format_phone

register = template.Library()


@register.filter("rich_text")
def rich_text_filter(value: str | None) -> SafeString:
    """Show rich text, cleaned again: ``{{ note.html|rich_text }}``."""
    return core_html.render(value or "")


@register.filter("rich_text_inline")
def rich_text_inline(value: str | None) -> SafeString:
    """Show one line of rich text: ``{{ item.title|rich_text_inline }}``."""
    return core_html.render(value or "", core_html.INLINE)


@register.filter
def rich_text_plain(value: str | None) -> str:
    """Show rich text as plain text, in mails and excerpts; escaped by the template in HTML."""
    return rich_text.to_plain(value or "")


@register.filter("phone")
def phone_filter(value: str | None) -> str:
    """Show a kept telephone number grouped: ``{{ organisation.phone|phone }}``."""
    return format_phone(value or "")


@register.filter
def french_date(value: date | datetime | None, parts: str = "") -> str:
    """``{{ d|french_date }}`` "mardi 13 octobre 2026"; ``:"short"`` "13/10/2026"; ``:"no-year"``, ``:"no-weekday"``."""
    if value is None:
        return ""
    day = _local(value)
    if parts == "short":
        return french_dates.format_short_date(day)
    return french_dates.format_date(day, weekday="no-weekday" not in parts, year="no-year" not in parts)


@register.filter
def french_month(value: date | datetime | None) -> str:
    """``{{ day|french_month }}`` "octobre 2026"."""
    return "" if value is None else french_dates.format_month(_local(value))


@register.filter
def french_time(value: datetime | None, tz: str = "") -> str:
    """``{{ meeting.starts_at|french_time:meeting.tz }}`` "9 h 05", in the current zone without argument."""
    if value is None:
        return ""
    if not isinstance(value, datetime):
        return french_dates.format_time(value)
    return french_dates.format_time(french_dates.to_local(value, tz or timezone.get_current_timezone()))


@register.filter
def french_datetime(value: datetime | None, tz: str = "") -> str:
    """``{{ moment|french_datetime:zone }}`` "mardi 13 octobre 2026, 9 h 30"."""
    return "" if value is None else french_dates.format_datetime(value, tz or timezone.get_current_timezone())


@register.simple_tag
def french_datetime_range(start: datetime, end: datetime, tz: str = "", weekday: bool = True, year: bool = True) -> str:
    """``{% french_datetime_range start end zone %}`` "mardi 13 octobre 2026, 9 h 30 – 11 h 30"."""
    return french_dates.format_range(start, end, tz or timezone.get_current_timezone(), weekday=weekday, year=year)


@register.simple_tag
def french_date_range(start: date, end: date) -> str:
    """``{% french_date_range start end %}`` "du 3 au 14 novembre 2026"."""
    return french_dates.format_date_range(start, end)


@register.filter
def french_duration(minutes: int | None) -> str:
    """``{{ item.minutes|french_duration }}`` "1 h 30"."""
    return "" if minutes is None else french_dates.format_duration(int(minutes))


@register.filter
def school_year(value: date) -> str:
    """``{{ day|school_year }}`` "2026-2027"."""
    return french_dates.school_year_label(french_dates.school_year_of(_local(value)))


def _local(value: date | datetime) -> date:
    return timezone.localtime(value) if isinstance(value, datetime) and timezone.is_aware(value) else value
