"""What every status of the portal is called and how it looks."""

from django.utils.translation import pgettext_lazy

#: Words, colour and icon of each status, by what it is the status of; colour never says anything alone.
STATUSES: dict[str, dict[str, tuple]] = {
    "meeting": {
        "draft": (pgettext_lazy("meeting", "Draft"), "neutral", "pencil"),
        "proposed": (pgettext_lazy("meeting", "Proposed"), "info", "calendar"),
        "convened": (pgettext_lazy("meeting", "Convened"), "primary", "mail"),
        "held": (pgettext_lazy("meeting", "Held"), "success", "check"),
        "cancelled": (pgettext_lazy("meeting", "Cancelled"), "danger", "close"),
    },
    "minutes": {
        "": (pgettext_lazy("minutes", "To write"), "warning", "pencil"),
        "draft": (pgettext_lazy("minutes", "Draft"), "neutral", "pencil"),
        "in_review": (pgettext_lazy("minutes", "In review"), "info", "eye"),
        "validated": (pgettext_lazy("minutes", "Validated"), "success", "lock"),
    },
    "minutes_comment": {
        "open": (pgettext_lazy("remark", "To look at"), "warning", "clock"),
        "taken": (pgettext_lazy("remark", "Taken into account"), "success", "check"),
        "declined": (pgettext_lazy("remark", "Not kept"), "neutral", "close"),
    },
    "answer": {
        "": (pgettext_lazy("answer", "No answer"), "warning", "clock"),
        "present": (pgettext_lazy("answer", "Will be present"), "success", "check"),
        "excused": (pgettext_lazy("answer", "Excused"), "neutral", "close"),
    },
    "presence": {
        "": (pgettext_lazy("presence", "Not recorded"), "warning", "clock"),
        "present": (pgettext_lazy("presence", "Present"), "success", "check"),
        "excused": (pgettext_lazy("presence", "Excused"), "neutral", "close"),
        "absent": (pgettext_lazy("presence", "Absent"), "danger", "close"),
        "represented": (pgettext_lazy("presence", "Represented"), "info", "people"),
    },
    "action": {
        "open": (pgettext_lazy("action", "Open"), "primary", "clock"),
        "done": (pgettext_lazy("action", "Done"), "success", "check"),
        "dropped": (pgettext_lazy("action", "Dropped"), "neutral", "close"),
        "late": (pgettext_lazy("action", "Late"), "danger", "warning"),
    },
    "objective": {
        "open": (pgettext_lazy("objective", "In progress"), "primary", "clock"),
        "reached": (pgettext_lazy("objective", "Reached"), "success", "check"),
        "partly": (pgettext_lazy("objective", "Partly reached"), "warning", "refresh"),
        "dropped": (pgettext_lazy("objective", "Dropped"), "neutral", "close"),
    },
    "one_off": {
        "planned": (pgettext_lazy("one-off action", "Planned"), "primary", "calendar"),
        "held": (pgettext_lazy("one-off action", "Took place"), "success", "check"),
        "cancelled": (pgettext_lazy("one-off action", "Cancelled"), "danger", "close"),
    },
    "charter": {
        "draft": (pgettext_lazy("charter", "Draft"), "neutral", "pencil"),
        "published": (pgettext_lazy("charter", "Published"), "success", "check"),
        "replaced": (pgettext_lazy("charter", "Replaced"), "neutral", "close"),
        "signed": (pgettext_lazy("charter", "Signed"), "success", "check"),
        "to_sign": (pgettext_lazy("charter", "To sign"), "warning", "pencil"),
        "grace": (pgettext_lazy("charter", "To sign soon"), "warning", "clock"),
        "to_renew": (pgettext_lazy("charter", "To sign again"), "warning", "refresh"),
        "refused": (pgettext_lazy("charter", "Refused"), "danger", "close"),
        "none": (pgettext_lazy("charter", "No charter"), "neutral", "info"),
    },
    "opening": {
        "open": (pgettext_lazy("opening", "Open now"), "success", "check"),
        "opens": (pgettext_lazy("opening", "Opens later"), "info", "calendar"),
        "full": (pgettext_lazy("opening", "Full"), "warning", "people"),
        "closed": (pgettext_lazy("opening", "Closed"), "neutral", "close"),
    },
    "cover": {
        "nothing": (pgettext_lazy("cover", "Nothing exists"), "danger", "close"),
        "closed": (pgettext_lazy("cover", "Nothing opens"), "danger", "lock"),
        "full": (pgettext_lazy("cover", "Full"), "warning", "people"),
        "to_confirm": (pgettext_lazy("cover", "To confirm"), "warning", "help"),
        "open": (pgettext_lazy("cover", "Open"), "success", "check"),
    },
    "update_request": {
        "asked": (pgettext_lazy("update request", "Asked"), "neutral", "mail"),
        "opened": (pgettext_lazy("update request", "Opened"), "info", "eye"),
        "confirmed": (pgettext_lazy("update request", "Confirmed unchanged"), "success", "check"),
        "changed": (pgettext_lazy("update request", "Updated"), "success", "pencil"),
        "silent": (pgettext_lazy("update request", "No answer"), "warning", "clock"),
    },
    "proposal": {
        "proposed": (pgettext_lazy("proposal", "With the team"), "info", "clock"),
        "accepted": (pgettext_lazy("proposal", "On the agenda"), "success", "check"),
        "postponed": (pgettext_lazy("proposal", "Kept for a later meeting"), "warning", "calendar"),
        "declined": (pgettext_lazy("proposal", "Not kept"), "neutral", "close"),
        "withdrawn": (pgettext_lazy("proposal", "Taken back"), "neutral", "undo"),
    },
    "letter": {
        "in_force": (pgettext_lazy("letter", "In force"), "success", "check"),
        "starts_later": (pgettext_lazy("letter", "In force later"), "info", "clock"),
        "ends_soon": (pgettext_lazy("letter", "Ends soon"), "warning", "clock"),
        "ended": (pgettext_lazy("letter", "Has ended"), "danger", "warning"),
        "missing": (pgettext_lazy("letter", "Missing"), "warning", "file"),
    },
    "invitation": {
        "account": (pgettext_lazy("invitation", "Has an account"), "success", "check"),
        "sent": (pgettext_lazy("invitation", "Invited"), "info", "mail"),
        "expired": (pgettext_lazy("invitation", "Expired"), "warning", "clock"),
        "withdrawn": (pgettext_lazy("invitation", "Withdrawn"), "neutral", "close"),
        "other_address": (pgettext_lazy("invitation", "Address changed since"), "warning", "refresh"),
        "never": (pgettext_lazy("invitation", "Never invited"), "neutral", "person"),
        "no_address": (pgettext_lazy("invitation", "No address"), "warning", "warning"),
    },
    "representation": {
        "present": (pgettext_lazy("representation", "Present"), "success", "check"),
        "absent": (pgettext_lazy("representation", "Absent lately"), "warning", "clock"),
        "missing": (pgettext_lazy("representation", "Missing"), "danger", "close"),
    },
    "mail": {
        "queued": (pgettext_lazy("mail", "Waiting"), "info", "clock"),
        "sending": (pgettext_lazy("mail", "Being sent"), "info", "refresh"),
        "sent": (pgettext_lazy("mail", "Sent"), "success", "check"),
        "failed": (pgettext_lazy("mail", "Failed"), "danger", "warning"),
        "held": (pgettext_lazy("mail", "Held back"), "warning", "lock"),
        "bounced": (pgettext_lazy("mail", "Came back"), "danger", "warning"),
    },
}
