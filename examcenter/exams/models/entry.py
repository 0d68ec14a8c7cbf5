"""Wrong guesses at a room's password, counted so that guessing is slow."""

from django.conf import settings
from django.db import models

from examcenter.exams.models.exam import Exam


class EntryGuess(models.Model):
    """How often one person typed a wrong room password since the first of a row of guesses.

    In the database and not in the session or a cache: a new session or another process of the web
    server must not start the count anew.
    """

    exam = models.ForeignKey(Exam, on_delete=models.CASCADE, related_name="+")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    n_wrong = models.PositiveIntegerField(default=0)
    first_at = models.DateTimeField()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["exam", "user"], name="entry_guess_unique_per_exam_and_user"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.n_wrong} guesses of {self.user_id} at {self.exam_id}"
