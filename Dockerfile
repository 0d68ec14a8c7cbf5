# One image for every service: docker-compose.yml tells which command it runs.
FROM python:3.11-slim-bookworm AS packages
COPY requirements/runtime.txt /tmp/runtime.txt
RUN python -m venv /opt/venv \
 && /opt/venv/bin/pip install --no-cache-dir --disable-pip-version-check \
        --require-hashes --only-binary :all: -r /tmp/runtime.txt

FROM python:3.11-slim-bookworm
# The jail of students' code; an ordinary program, neither setuid nor privileged.
RUN apt-get update \
 && apt-get install -y --no-install-recommends bubblewrap \
 && rm -rf /var/lib/apt/lists/*
RUN useradd --system --uid 10001 --user-group --home-dir /var/lib/examcenter --create-home examcenter
COPY --from=packages /opt/venv /opt/venv
WORKDIR /srv/examcenter
COPY manage.py ./
COPY examcenter examcenter
COPY grader grader
COPY questions questions
COPY templates templates
COPY static static
ENV PATH=/opt/venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    EXAMCENTER_PRODUCTION=1 \
    EXAMCENTER_VAR_DIR=/var/lib/examcenter \
    EXAMCENTER_STATIC_ROOT=/srv/examcenter/staticfiles \
    EXAMCENTER_GRADER_RUNTIME_DIR=/var/lib/examcenter/sandbox-runtime
# Collecting files needs settings that load, not secrets that count; nothing of them is kept.
# The second viewer of API pages that a package brings is not used, and large.
RUN EXAMCENTER_SECRET_KEY=only-while-building EXAMCENTER_VARIANT_SECRET=only-while-building \
    python manage.py collectstatic --noinput --ignore redoc
USER examcenter
EXPOSE 8000
CMD ["gunicorn", "examcenter.wsgi:application", "--bind", "0.0.0.0:8000", "--worker-class", "gthread"]
