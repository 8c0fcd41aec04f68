"""What the page of minutes shows: the items of the text, and under each the remarks that the reader may know."""

from dataclasses import dataclass

from django.utils.functional import cached_property

from ..enums import CommentState
from ..forms.reading import CommentAnswerForm, CommentForm
from ..minutes_content import addenda_are_intact, digest, for_reading, is_empty, is_intact, last_digest
from ..models import Meeting, Minutes, MinutesComment
from ..services.comments import why_no_comment


@dataclass
class Remark:
    """One remark; ``form`` answers it, for the team."""

    comment: MinutesComment
    form: CommentAnswerForm | None
    may_remove: bool


class ReadingPage:
    """The minutes of a meeting for one reader, in a number of queries that does not grow with items or remarks.

    ``writes`` tells whether the reader is of the team, which reads all remarks; others read their own. ``refused`` is a
    form that could not be saved: it stands where it was typed.
    """

    def __init__(self, meeting: Meeting, minutes: Minutes, content: dict, *, person, writes, may_comment, refused=None):
        self.meeting, self.minutes, self.raw = meeting, minutes, content
        self.person, self.writes = person, writes
        self.may_comment = may_comment and not why_no_comment(minutes)
        self.refused = refused
        minutes.meeting = meeting

    @cached_property
    def remarks(self) -> list[Remark]:
        """Return the remarks that the reader may know, in order of time."""
        if self.minutes.pk is None or (self.person is None and not self.writes):
            return []
        rows = self.minutes.comments.all()
        if not self.writes:
            rows = rows.filter(person=self.person.pk)
        return [self._remark(row) for row in rows]

    @cached_property
    def open_remarks(self) -> int:
        """Return how many remarks wait for an answer."""
        return sum(remark.comment.state == CommentState.OPEN for remark in self.remarks)

    @cached_property
    def addenda(self) -> list:
        """Return what was added after the validation, in order."""
        return list(self.minutes.addenda.select_related("written_by__person")) if self.minutes.pk else []

    def context(self) -> dict:
        """Return what the templates show; ``content`` has its items with their remarks."""
        content = for_reading(self.raw)
        content["items"] = [
            item
            | {
                "remarks": [one for one in self.remarks if item["id"] and one.comment.item_id == item["id"]],
                "comment_form": self._comment_form(item["id"]) if item["id"] else None,
            }
            for item in content["items"]
        ]
        shown = {one.comment.pk for item in content["items"] for one in item["remarks"]}
        last = self.addenda[-1] if self.addenda else None
        return {
            "meeting": self.meeting,
            "minutes": self.minutes,
            "content": content,
            "is_empty": is_empty(self.raw),
            "is_intact": is_intact(self.minutes) and addenda_are_intact(self.minutes, self.addenda),
            "approval": {"seen": digest(self.raw), "open_remarks": self.open_remarks},
            "writes": self.writes,
            "may_comment": self.may_comment,
            "open_remarks": self.open_remarks,
            "other_remarks": [one for one in self.remarks if one.comment.pk not in shown],
            "whole_form": self._comment_form(None),
            "comments_closed": why_no_comment(self.minutes),
            "addenda": self.addenda,
            "fingerprint": last_digest(self.minutes, last),
        }

    def _remark(self, row: MinutesComment) -> Remark:
        form = None
        if self.writes:
            refused = self.refused
            is_this = isinstance(refused, CommentAnswerForm) and refused.comment.pk == row.pk
            form = refused if is_this else CommentAnswerForm(comment=row)
        own = self.person is not None and row.person_id == self.person.pk
        return Remark(row, form, own and row.state == CommentState.OPEN and not why_no_comment(self.minutes))

    def _comment_form(self, item: int | None) -> CommentForm | None:
        if not self.may_comment:
            return None
        if isinstance(self.refused, CommentForm) and self.refused.item == item:
            return self.refused
        return CommentForm(item=item)
