"""The calendar writer: dataclasses in, bytes out. No ORM, no clock, no settings.

`events` says what goes in, `writer` makes feeds, `invitation` the calendar part of a mail, `window` what a feed
holds, `changes` when SEQUENCE rises and when a change must be told, `etag` the validator of a feed.
"""
