# make run    set up, then open the console on a simulated day       (ARGS="--speed 20")
# make test   set up, then run every test, two at a time             (ARGS="tests/core -k drag"; at_once=1)
# make check  format, lint, types, doors, coverage of the decisions
# make bench  figures beside their references                        (only=preview_40x25_ms)
# make soak   random commands and problems, power cuts, kills,        (examples=5000 problems=10000
#             hostile frames, then day after day through kill -9      cuts=2000 hub_kills=500 frames=1000000
#                                                                     days=10 kills=4)
# make words  gather the window's texts into resources/words, to be translated
# make setup  only set up; make clean  forget the set-up

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory
# Packages of other projects stay out of .venv.
unexport PYTHONPATH PYTHONHOME PIP_USER PIP_TARGET

ARGS ?=
at_once ?= 2
only ?=
days ?= 10
kills ?= 4
examples ?= 5000
problems ?= 10000
cuts ?= 2000
hub_kills ?= 500
frames ?= 1000000
strangers ?= 2000
PYTHON := .venv/bin/python
SOURCES := main.py core console tests .ci

# Tests draw off-screen; the ones with a mouse start a virtual display of their own.
# Chromium's sandbox cannot start as root; everyone else keeps it.
HEADLESS := QT_QPA_PLATFORM=offscreen
ifeq ($(shell id -u),0)
HEADLESS += QTWEBENGINE_CHROMIUM_FLAGS=--no-sandbox
endif

.PHONY: help run test check check-untimed check-style check-types check-doors check-coverage bench soak words setup clean lock

help:
	@sed -n '/^#/!q; s/^# //p' Makefile

setup:
	@.ci/setup

run: setup
	@$(PYTHON) main.py --demo $(ARGS)

test:
	@.ci/setup --tests
	@$(HEADLESS) $(PYTHON) -m pytest --numprocesses $(at_once) --dist worksteal $(ARGS)

check: setup
	@$(MAKE) --jobs 2 --output-sync=target check-untimed check-coverage

# Whatever no clock looks at: the others are tests.
check-untimed: check-types check-style check-doors

check-style:
	$(PYTHON) -m ruff format --check $(SOURCES)
	$(PYTHON) -m ruff check $(SOURCES)

check-types:
	$(PYTHON) -m mypy

check-doors:
	$(PYTHON) .venv/bin/lint-imports --no-logo

check-coverage:
	$(HEADLESS) $(PYTHON) .ci/pure_coverage.py

bench: setup
	@$(HEADLESS) $(PYTHON) -m tests.bench $(if $(only),--only $(only)) $(ARGS)

soak:
	@.ci/setup --tests
	@$(HEADLESS) BACKHAUL_TEST_EXAMPLES=$(examples) $(PYTHON) -m pytest --timeout=0 \
	    tests/core/rules/test_conservation.py tests/core/hub/test_read_tables_agree.py
	@BACKHAUL_TEST_PROBLEMS=$(problems) $(PYTHON) -m pytest --timeout=0 \
	    tests/core/planning/test_engine.py tests/core/planning/test_audited_plans.py \
	    tests/core/planning/test_fleet_router.py
	@BACKHAUL_TEST_CUTS=$(cuts) BACKHAUL_TEST_HUB_KILLS=$(hub_kills) BACKHAUL_TEST_FRAMES=$(frames) \
	    BACKHAUL_TEST_RUDE_PEERS=50 \
	    BACKHAUL_TEST_STRANGERS=$(strangers) BACKHAUL_TEST_STRANGERS_S=10 \
	    $(PYTHON) -m pytest -s --timeout=0 tests/durability
	@$(HEADLESS) BACKHAUL_TEST_CASES=0 $(PYTHON) -m pytest tests/end_to_end/test_bad_day.py
	@BACKHAUL_TEST_STOPS=32 BACKHAUL_TEST_PACE=240 $(PYTHON) -m pytest tests/driver_page
	@$(HEADLESS) BACKHAUL_TEST_DAYS=$(days) BACKHAUL_TEST_KILLS=$(kills) \
	    $(PYTHON) -m pytest tests/end_to_end $(ARGS)

words: setup
	@.ci/words

lock:
	@.ci/lock $(ARGS)

clean:
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis .coverage* htmlcov
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
