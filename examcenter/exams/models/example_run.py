"""Code that a student ran against the visible cases: no try, no score."""

from django.db import models

from examcenter.exams.models.attempt import Response


class ExampleRun(models.Model):
    """Says for which part of which response a source was run; kept apart from what is scored."""

    response = models.ForeignKey(Response, on_delete=models.CASCADE, related_name="example_runs")
    submission = models.OneToOneField(
        "grader.Submission", on_delete=models.PROTECT, related_name="+"
    )
    part = models.CharField(max_length=80)
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["response", "id"]

    def __str__(self) -> str:
        return f"examples {self.submission_id} for response {self.response_id}"
