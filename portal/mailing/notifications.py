"""The base of every mail: one class a kind of mail, in the ``notifications.py`` of the app that sends it.

class Convocation(Notification):
    kind = "meeting_convocation"
    template = "meetings/email/convocation.txt"     # extends layouts/mail.txt

    def __init__(self, invitee): ...
    def recipient(self): return Recipient(person.email, str(person))
    def dedup_key(self): return f"{invitee.pk}:{meeting.sequence}"
    def subject(self): return _("…")
    def context(self): return {"meeting": …}
    def acts(self): return [Act(_("Answer"), absolute_url("meetings:answer", token))]

Convocation(invitee).send(by=by)        # inside the transaction that decides it
"""

from collections.abc import Mapping
from dataclasses import dataclass

from django.conf import settings
from django.template import Context
from django.template.loader import get_template
from django.utils import translation
from django.utils.translation import gettext as _

from portal.core.actors import Actor
from portal.core.text import clean_line

from .addresses import display_name, single_address
from .composition import ACTS_MARK, FOOTER_MARK, Act, compose_html, compose_text, without_marks
from .models import OutgoingMail
from .services.queueing import new_message_id, queue

__all__ = ["Act", "Notification", "Recipient", "kind_label"]

#: What each kind of mail is called, as its class says.
_labels: dict = {}


def kind_label(kind: str) -> str:
    """Return what mails of ``kind`` are called, in the active language; "Mail" for a kind that is no more."""
    return str(_labels.get(kind) or _("Mail"))


@dataclass(frozen=True, slots=True)
class Recipient:
    """Whom a mail goes to: one address and the name to greet with."""

    email: str
    name: str = ""


class Notification:
    """One mail for one recipient.

    ``kind`` names the kind of mail; ``template`` the text template; ``ics`` the bytes of the one calendar part and
    ``ics_method`` its METHOD (REQUEST or CANCEL); ``reply_to`` the functional address that answers reach; ``from_name``
    the words before our address; ``language`` the language of the mail (French when empty); ``secret`` marks a mail
    that holds a door, such as a new password: its text is forgotten once it has left. ``urgent`` ones go first;
    ``scope`` says for whom the mail speaks (``audience.scope_of(platform)``): who answers for it besides its sender.
    Each of these may be a property. ``kind_label`` names the kind of mail to those who see what did not arrive.
    """

    kind = ""
    kind_label = ""
    template = ""
    ics: bytes | None = None
    ics_method = ""
    reply_to = ""
    from_name = ""
    language = ""
    secret = False
    urgent = False
    scope = ""

    def __init_subclass__(cls, **options):
        super().__init_subclass__(**options)
        if "kind" in vars(cls) and cls.kind:
            _labels[cls.kind] = cls.kind_label

    def recipient(self) -> Recipient:
        """Return whom the mail goes to."""
        raise NotImplementedError

    def dedup_key(self) -> str:
        """Return what makes this mail unique among its kind: the same key is never sent twice."""
        raise NotImplementedError

    def subject(self) -> str:
        """Return the subject; asked in the language of the mail."""
        raise NotImplementedError

    def context(self) -> Mapping:
        """Return what the template needs; asked in the language of the mail."""
        return {}

    def acts(self) -> list[Act]:
        """Return the links that the reader may act on, shown near the top; most mails have one."""
        return []

    def compose(self) -> OutgoingMail:
        """Return the mail as an unsaved row. Raises ``DomainError`` when the recipient is not one valid address."""
        with translation.override(self.language or settings.LANGUAGE_CODE):
            recipient = self.recipient()
            name = display_name(recipient.name)
            email = single_address(recipient.email)
            subject = clean_line(str(self.subject()))[:250]
            acts = [Act(str(act.label), act.url) for act in self.acts()]
            # Nobody's text stands for a mark of the layout; marks inside objects cannot break out of their paragraph.
            values = {name: without_marks(value) for name, value in self.context().items()}
            context = {
                **values,
                "recipient_name": without_marks(name),
                "base_url": settings.BASE_URL,
                "acts_mark": ACTS_MARK if acts else "",
                "footer_mark": FOOTER_MARK,
            }
            source = get_template(self.template).template.render(Context(context, autoescape=False))
            language = translation.get_language()
            html = get_template("layouts/mail.html").render(
                {"language": language, "subject": subject, "content": compose_html(source, acts)}
            )
            return OutgoingMail(
                recipient=email,
                recipient_name=name,
                kind=self.kind,
                dedup_key=f"{self.kind}:{self.dedup_key()}",
                message_id=new_message_id(),
                subject=subject,
                from_name=display_name(self.from_name),
                reply_to=single_address(self.reply_to) if self.reply_to else "",
                language=language,
                text=compose_text(source, acts, "\u202f:" if language == "fr" else ":"),
                html=html,
                secret=self.secret,
                urgent=self.urgent,
                scope=self.scope,
                calendar=self.ics,
                calendar_method=self.ics_method if self.ics else "",
            )

    def send(self, *, by: Actor) -> OutgoingMail:
        """Write the mail as a row, to be delivered after commit; the row that stands when it was already written.

        Raises ``DomainError`` for a bad address and ``TransactionManagementError`` outside a transaction.
        """
        return queue(self.compose(), by=by)
