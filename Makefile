# make demo   sets everything up and opens the wall on the built-in demo fleet
# make test   installs what the tests need, then checks and tests everything
# make docs   writes the pages that are generated from the program's tables
# make bench  measures (see benchmarks/)
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
TYPES := $(shell find vncwall -name '*.pxd')
COMPILED := $(sort $(wildcard vncwall/kernels/*.py) $(TYPES) $(TYPES:.pxd=.py) vncwall/rfb/updates.py)
DEMO_ARGS ?=

.PHONY: demo test check build bench docs clean
.DEFAULT_GOAL := demo

$(BIN)/python:
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install -q -U 'pip>=25.1'

# The editable install compiles in place; a change to what is compiled installs again.
$(VENV)/.installed: $(BIN)/python pyproject.toml $(COMPILED)
	@echo 'installing vncwall into $(VENV) (compiles the kernels, about a minute)'
	PYTHONWARNINGS=ignore CFLAGS='-g0 $(CFLAGS)' $(BIN)/python -m pip install -q -e .
	@touch $@

$(VENV)/.dev: $(VENV)/.installed
	$(BIN)/python -m pip install -q --group dev
	@touch $@

build: $(VENV)/.installed

demo: $(VENV)/.installed
	@$(BIN)/vncwall demo $(DEMO_ARGS)

check: $(VENV)/.dev
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

test: check
	tests/integration/install.sh
	$(BIN)/python -m pytest

docs: $(VENV)/.installed
	$(BIN)/python docs/reference/generate.py

clean:
	rm -rf $(VENV) build *.egg-info
	find vncwall '(' -name '*.so' -o -name '*.c' ')' -delete
