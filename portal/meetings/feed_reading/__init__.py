"""What a calendar address shows now: three statements at any size, a fourth for a body that is not kept.

They are compiled once (``core.prepared``). Which meetings somebody sees stays the rule of ``MeetingQuerySet.seen_by``,
who is a guest that of ``guests``, what a charter covers that of ``charters``: here they are only read together.
"""

from .content import FeedContent, content_of
from .subscription import Subscription, hash_token, subscription_of

__all__ = ["FeedContent", "Subscription", "content_of", "hash_token", "subscription_of"]
