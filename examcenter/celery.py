"""The Celery application; tasks live in the boxes' ``tasks.py``."""

import os
from typing import Any

from celery import Celery, Task
from celery.signals import task_prerun

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "examcenter.settings")


class SafeTask(Task):  # type: ignore[type-arg]
    """A task whose MemoryError cannot take the worker's main process down with it.

    Billiard treats an uncaught MemoryError as fatal for the whole worker, and with late
    acknowledgement the message would then kill the next one.
    """

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """Run the task, turning MemoryError into an ordinary failure."""
        try:
            return super().__call__(*args, **kwargs)
        except MemoryError as error:
            raise RuntimeError(f"out of memory in task {self.name}") from error


app = Celery("examcenter", task_cls=SafeTask)
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@task_prerun.connect
def check_connections(sender: "Task[Any, Any]", **_: Any) -> None:
    """Close connections that are broken or old before a task, as Django does before a request."""
    if not getattr(sender.request, "is_eager", False):
        from django.db import close_old_connections

        close_old_connections()
