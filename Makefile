# Thin on purpose: scripts/bootstrap.py prepares the machine and says what it does,
# scripts/check.py runs the checks, examcenter/local/ runs the service.
.DEFAULT_GOAL := help
.PHONY: help run test check lint bench lock
MAKEFLAGS += --no-print-directory

# Any Python 3 can start the set-up, which then finds 3.11 or says how to get it.
PYTHON ?= $(shell for p in python3.11 python3 python; do $$p -c 'import fcntl' 2>/dev/null && echo $$p && break; done)
SETUP = $(or $(PYTHON),$(error No Python 3 found. Fix: apt-get update && apt-get install -y python3.11 python3.11-venv)) scripts/bootstrap.py

help:
	@echo "make run [PORT=8000]       the whole service on this machine, with a demo course"
	@echo "make test [ARGS=...]       every check and every test; ARGS go to pytest"
	@echo "make check                 the quick half: lint and the tests that need no other process"
	@echo "make lint                  ruff, mypy, import contracts, migrations, vendored assets"
	@echo "make bench [ONLY=word]     measurements against their goals, also in var/bench.json"
	@echo "make lock [ARGS=--upgrade] requirements/*.in -> requirements/*.txt"

run:
	@exec $(SETUP) run -- -m examcenter.local.supervisor --stop-with-parent

test:
	@exec $(SETUP) test -- scripts/check.py test $(ARGS)

check:
	@exec $(SETUP) lint -- scripts/check.py quick $(ARGS)

lint:
	@exec $(SETUP) lint -- scripts/check.py lint

bench:
	@exec $(SETUP) bench -- -m tests.benchmarks $(ONLY)

lock:
	@exec $(SETUP) lint -- scripts/lock_requirements.py $(ARGS)
