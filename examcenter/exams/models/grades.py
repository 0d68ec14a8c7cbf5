"""By what clock the grades of a course are handed to programs that poll for changes."""

from django.db import models


class GradeClock(models.Model):
    """The last moment under which changed grades of a course were handed out.

    Whoever hands changes out holds this row meanwhile, so that no moment is given twice and none is
    earlier than one that was given before (`exams.changes`).
    """

    course = models.OneToOneField(
        "courses.Course", on_delete=models.CASCADE, primary_key=True, related_name="grade_clock"
    )
    changed_at = models.DateTimeField()
    # How rows were shown, by the id of the exam: ``[is_released, hides_names]``. Whoever has read
    # them reads all of an exam again when this changes.
    shown = models.JSONField(default=dict)

    def __str__(self) -> str:
        return f"grades of {self.course_id} until {self.changed_at:%Y-%m-%d %H:%M:%S}"
