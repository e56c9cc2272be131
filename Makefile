# Vroeg Eropaf: `make demo`, `make test`, `make check`, `make bench`. Everything is installed into .venv.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
XDIST ?= 2
# the machine's own certificates: many networks have one of their own
export UV_SYSTEM_CERTS := 1

.PHONY: help install demo doctor test test-unit test-browser check format bench lock clean

help:
	@echo "make demo [ONCE=1]   the whole job on a sample month, all parts on this machine"
	@echo "make test            all tests but the browser's      make test-browser   those too (Chromium)"
	@echo "make check           lint, types, import rule         make bench          figures as JSON"
	@echo "make lock            renew the lock files             make clean          forget the local state"

$(STAMP): requirements.txt requirements-dev.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(0 if (3, 11) <= sys.version_info[:2] <= (3, 13) else "Python 3.11, 3.12 or 3.13 is needed; this is %s. Use make PYTHON=python3.12 ..." % sys.version.split()[0])'
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@test -x $(BIN)/uv || $(BIN)/python -m pip install --quiet --disable-pip-version-check "$$(grep '^uv==' requirements-dev.txt)"
	@echo "Installing the locked packages into $(VENV) (a few minutes the first time)..."
	@$(BIN)/uv pip sync --quiet --compile-bytecode --python $(BIN)/python requirements.txt requirements-dev.txt
	@$(BIN)/uv pip install --quiet --python $(BIN)/python --no-deps --editable .
	@touch $@

install: $(STAMP)

demo: $(STAMP)
	@$(BIN)/vroegeropaf demo $(if $(ONCE),--once)

doctor: $(STAMP)
	@$(BIN)/vroegeropaf doctor

test-unit: $(STAMP)
	$(BIN)/python -m pytest tests/unit

test: $(STAMP)
	$(BIN)/python -m pytest tests -n $(XDIST) --dist loadgroup -m "not browser"

test-browser: $(STAMP)
	$(BIN)/python -m pytest tests -n $(XDIST) --dist loadgroup -m browser

check: $(STAMP)
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	PYTHONPATH=include:plugins $(BIN)/lint-imports
	$(BIN)/python tests/check_configuration.py

format: $(STAMP)
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

bench: $(STAMP)
	$(BIN)/python -m pytest tests/benchmarks -p no:xdist -o python_files='bench_*.py' -s

lock:
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --no-header requirements.in -o requirements.txt
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --no-header requirements-dev.in -o requirements-dev.txt

clean: $(if $(wildcard $(BIN)/vroegeropaf),forget)
	rm -rf .local

.PHONY: forget
forget:
	@$(BIN)/vroegeropaf forget
