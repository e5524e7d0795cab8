# Kith: `make demo` sets up and runs the main job, `make test` sets up and runs all tests.
#
#   PYTHON=python3.12   the interpreter a new environment is made from (3.11 or newer)
#   VENV=.venv          where the environment stands
#   WORKERS=2           processes that share the tests
#   SECONDS=120         how long `make fuzz` looks
#   MEASURED="--large"  what `make bench` measures (all there is, unless told otherwise; see kith bench --help)

ifndef PYTHON
PYTHON := $(shell for name in python3 python3.13 python3.12 python3.11 python; do \
	$$name -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1 && echo $$name && break; done)
endif
VENV ?= .venv
WORKERS ?= 2
SECONDS ?= 120
MEASURED ?= --large --country --reference --long --against mesa,starsim,numpy
RUN := $(VENV)/bin
PIP := $(RUN)/python -m pip --disable-pip-version-check --quiet --quiet
export MPLBACKEND := Agg

.DEFAULT_GOAL := help
.PHONY: help demo setup test quick proofs library lint bench coverage fuzz golden clean

help:
	@echo "make demo      set up, then compare a baseline, a flood and a flood with a community anchor"
	@echo "make test      set up, then lint, check types and run the tests"
	@echo "make quick     the tests without the slower ones"
	@echo "make proofs    the long proofs: calibration, notebooks, the worked example of CONTRIBUTING.md"
	@echo "make library   run all scenarios and hold them against what they expect (some minutes)"
	@echo "make lint      ruff and mypy"
	@echo "make coverage  coverage of model/ by its tests, kernels run as plain Python"
	@echo "make fuzz      hostile scenario files, looked for with Hypothesis and Atheris for SECONDS=120"
	@echo "make bench     speed and memory of every size, beside plain objects, the machine and peers (half an hour)"
	@echo "make golden    write the golden run anew, after a change of the model that is meant"
	@echo "make clean     remove the environment, caches and build folders (runs/ stays)"

demo: $(VENV)/.kith
	$(RUN)/kith demo

setup: $(VENV)/.kith-test

test: lint
	$(RUN)/python -m pytest -n $(WORKERS) -m "not long and not library"

quick: lint
	$(RUN)/python -m pytest -n $(WORKERS) -m "not slow and not long and not library"

proofs: $(VENV)/.kith-test
	$(RUN)/python -m pytest -n $(WORKERS) -m long

library: $(VENV)/.kith-test
	$(RUN)/python -m pytest -n $(WORKERS) -m library

lint: $(VENV)/.kith-test
	$(RUN)/ruff check .
	$(RUN)/mypy

coverage: $(VENV)/.kith-test
	NUMBA_DISABLE_JIT=1 $(RUN)/python -m pytest -n $(WORKERS) -m "not slow" tests/unit \
		--cov=model --cov-report=term-missing:skip-covered --cov-fail-under=95

# A third of the time each: Hypothesis, bytes and damaged scenarios led by coverage. Fails when one breaks.
fuzz: $(VENV)/.kith-fuzz
	HYPOTHESIS_PROFILE=fuzz FUZZ_SECONDS=$$(($(SECONDS) / 3)) $(RUN)/python -m pytest -q -x tests/fuzz
	$(RUN)/python -m tests.fuzz.target --seconds $$(($(SECONDS) / 3))
	$(RUN)/python -m tests.fuzz.target --seconds $$(($(SECONDS) / 3)) --structured

bench: $(VENV)/.kith-bench
	$(RUN)/kith bench $(MEASURED)

golden: $(VENV)/.kith-test
	$(RUN)/python tests/golden/refresh.py

clean:
	rm -rf $(VENV) build dist *.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis .coverage*
	find model experiments tests -name __pycache__ -prune -exec rm -rf {} +

# Setting up. The stamps keep it from being repeated until what is to be installed changes.

$(RUN)/python:
	@test -n "$(PYTHON)" || { \
		echo "Kith needs Python 3.11 or newer and found none; name one: make demo PYTHON=/path/to/python3"; exit 2; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
		echo "Kith needs Python 3.11 or newer; PYTHON=$(PYTHON) is not"; exit 2; }
	@$(PYTHON) -c 'import ensurepip, venv' || { \
		echo "$(PYTHON) cannot make virtual environments; install its venv package (on Debian: python3-venv)"; exit 2; }
	$(PYTHON) -m venv $(VENV)

$(VENV)/.kith: pyproject.toml constraints.txt | $(RUN)/python
	@echo "Installing Kith in $(VENV) (once, a minute or two)"
	$(PIP) install -e . -c constraints.txt
	@echo "Compiling the model (once, under a minute)"
	@$(RUN)/python -c 'from experiments.replicates import warm_up; warm_up()'
	@touch $@

$(VENV)/.kith-bench: $(VENV)/.kith
	@echo "Installing the peers of the benchmark in $(VENV)"
	$(PIP) install -e ".[bench]" -c constraints.txt
	@touch $@

$(VENV)/.kith-test: $(VENV)/.kith
	@echo "Installing what the tests need in $(VENV)"
	$(PIP) install -e ".[test]" -c constraints.txt
	@touch $@

$(VENV)/.kith-fuzz: $(VENV)/.kith-test
	@echo "Installing the fuzzer in $(VENV) (Linux or macOS, Python 3.11 to 3.13)"
	$(PIP) install -e ".[test,fuzz]" -c constraints.txt
	@touch $@
