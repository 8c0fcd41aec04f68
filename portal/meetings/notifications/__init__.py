"""Mails about meetings: one class a mail, one row a person; a module for each use (DESIGN §6.10, §7)."""

from .base import (
    ANSWER,
    SUBSCRIBE,
    MeetingMail,
    Reach,
    answer_link,
    calendars_address,
    link_age,
    notify_invitees,
    reached,
)
from .calls import PROPOSE, CallForItems, proposal_link
from .changes import MeetingCancelled, MeetingChanged, MeetingRestored
from .convocation import Convocation, ConvocationReminder, SubstituteConfirmed
from .digest import NewcomerDigest
from .putting_off import ConvocationInstead, MeetingPostponed

__all__ = [
    "ANSWER",
    "PROPOSE",
    "SUBSCRIBE",
    "CallForItems",
    "Convocation",
    "ConvocationInstead",
    "ConvocationReminder",
    "MeetingCancelled",
    "MeetingChanged",
    "MeetingMail",
    "MeetingPostponed",
    "MeetingRestored",
    "NewcomerDigest",
    "Reach",
    "SubstituteConfirmed",
    "answer_link",
    "calendars_address",
    "link_age",
    "notify_invitees",
    "proposal_link",
    "reached",
]
