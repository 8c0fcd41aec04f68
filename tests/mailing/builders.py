"""Small mails for the tests."""

from django.db import transaction

from portal.core.actors import SYSTEM
from portal.mailing.composition import Act
from portal.mailing.notifications import Notification, Recipient

INVITE = (
    "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Tests//FR\r\nMETHOD:REQUEST\r\nBEGIN:VEVENT\r\n"
    "UID:meeting-1@concerto.example\r\nSUMMARY:Réunion du cercle 1\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
).encode()


class Note(Notification):
    """A mail whose every part the test chooses."""

    kind = "test_note"
    template = "mailing/email/test_note.txt"

    def __init__(self, email="a@b.example", name="Ada Martin", key="1", words="Bonjour", **attributes):
        self.email, self.name, self.key, self.words = email, name, key, words
        self.title = attributes.pop("title", "Une note")
        self.links = attributes.pop("links", [])
        for attribute, value in attributes.items():
            setattr(self, attribute, value)

    def recipient(self):
        return Recipient(self.email, self.name)

    def dedup_key(self):
        return self.key

    def subject(self):
        return self.title

    def context(self):
        return {"words": self.words}

    def acts(self):
        return [Act(label, url) for label, url in self.links]


def queued(**values):
    """Queue one note in its own transaction and return its row."""
    with transaction.atomic():
        return Note(**values).send(by=SYSTEM)
