"""Files of the gradebook, made by a worker: every answer of a large exam takes its time."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.utils import timezone

from examcenter.api.jobs import JobRun, job_kind
from examcenter.exams.gradebook.desk import open_desk
from examcenter.exams.gradebook.exporting import csv_lines, grade_rows, response_rows, xlsx_file

KIND = "gradebook-file"
ROWS = {"grades": grade_rows, "responses": response_rows}
MEDIA = {
    "csv": "text/csv",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@job_kind(KIND)
def make_file(run: JobRun) -> dict[str, Any]:
    """Write the file that was asked for, as whoever asked may see the gradebook now."""
    wanted = run.job.arguments
    desk = open_desk(run.job.user, UUID(wanted["exam"]), timezone.now())
    rows = ROWS[wanted["what"]](desk)
    if wanted["format"] == "xlsx":
        with xlsx_file(rows, desk.exam.title) as file:
            content = file.read()
    else:
        content = "".join(csv_lines(rows, has_bom=False)).encode()
    name = f"{desk.exam.slug}-{wanted['what']}.{wanted['format']}"
    run.attach(name=name, content_type=MEDIA[wanted["format"]], content=content)
    return {"n_bytes": len(content)}
