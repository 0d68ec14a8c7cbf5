"""The WSGI entry point that gunicorn serves."""

import gc
import os

from django.core.wsgi import get_wsgi_application

from examcenter.bodies import announcing_breaks

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "examcenter.settings")
application = announcing_breaks(get_wsgi_application())


def _get_ready() -> None:
    """Load now what the first requests would load, all of them at once and each for all.

    Views are imported when the first address is looked up: most of a second in which whoever comes
    first waits. What is there by then stays, so the collector need not look at it again; it walked
    through it several times in each request.
    """
    from django.urls import reverse

    reverse("courses:home")
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)


_get_ready()
