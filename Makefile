# One command each: `make demo` sets up and runs the whole job, `make test` sets up and passes the tests.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.PHONY: demo test slow bench lint clean

$(VENV)/.installed: pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --upgrade pip
	$(BIN)/python -m pip install --quiet -e ".[all]"
	touch $@

$(VENV)/.dev: $(VENV)/.installed
	$(BIN)/python -m pip install --quiet -e ".[all,notebooks,dev]"
	touch $@

demo: $(VENV)/.installed
	$(BIN)/analyzer demo

test: $(VENV)/.dev
	$(BIN)/analyzer models install base voices
	$(BIN)/python -m pytest -n auto

slow: $(VENV)/.dev
	$(BIN)/python -m pytest -m slow

bench: $(VENV)/.dev
	$(BIN)/analyzer models install base voices
	$(BIN)/python -m tests.bench.accuracy
	$(BIN)/python -m tests.bench.listen

lint: $(VENV)/.dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

clean:
	rm -rf $(VENV) demo-report
