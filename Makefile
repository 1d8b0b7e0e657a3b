# make demo   sets everything up and opens the wall on the built-in demo fleet
# make test   installs what the tests need, then checks and tests everything
# make docs   writes the pages that are generated from the program's tables
# make words  brings the translations in line with the texts of the source
# make fuzz   looks for bytes that harm the protocol core (FUZZ_SECONDS for each target)
# make bench  records desktops and measures ours and other clients (BENCH_ARGS=--quick: a look)
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
TYPES := $(shell find vncwall -name '*.pxd')
COMPILED := $(sort $(wildcard vncwall/kernels/*.py $(TYPES:.pxd=.py)) $(TYPES) vncwall/rfb/updates.py)
DEMO_ARGS ?=
BENCH_ARGS ?=
FUZZ_SECONDS ?= 300
FUZZ_TARGETS ?= conversation decoder cursor kernels handshake

.PHONY: demo test check build bench fuzz words docs clean
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
	$(BIN)/python -m pytest -n auto --ignore tests/integration
	$(BIN)/python -m pytest tests/integration

bench: $(VENV)/.dev
	benchmarks/install.sh
	$(BIN)/python -m benchmarks $(BENCH_ARGS)

fuzz: $(VENV)/.dev
	-$(BIN)/python -m pip install -q --only-binary :all: --group fuzz
	@for target in $(FUZZ_TARGETS); do \
		nice -n 19 $(BIN)/python -m fuzz.run $$target --seconds $(FUZZ_SECONDS) || exit 1; \
	done

words: $(VENV)/.dev
	$(BIN)/python -m tools.catalogues

docs: $(VENV)/.installed
	$(BIN)/python docs/reference/generate.py

clean:
	rm -rf $(VENV) build *.egg-info
	find vncwall '(' -name '*.so' -o -name '*.c' ')' -delete
