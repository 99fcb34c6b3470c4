# Two commands for a fresh clone: `make demo` and `make test`. Each sets up all it needs in .venv.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.PHONY: demo test lint train lock clean

demo: $(VENV)/.demo ## set up and classify a real programme table
	@mkdir -p hasil
	$(BIN)/smartmap classify examples/banggai.csv -o hasil/banggai.xlsx --overwrite

test: $(VENV)/.test ## set up, check style, types and layers, and run every test
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m pytest

lint: $(VENV)/.test ## mend what can be mended by itself
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

train: $(VENV)/.demo ## train the next model version and promote it
	$(BIN)/smartmap train corpus --models models --promote

lock: $(BIN)/python ## resolve the newest versions for every supported Python
	$(BIN)/python -m pip install --quiet uv
	printf 'pip\nhatchling\n' | $(BIN)/uv pip compile pyproject.toml - --all-extras --group test --group lint --universal \
	  --python-version 3.11 --no-emit-index-url --no-annotate --no-header --upgrade --quiet --output-file constraints.txt

clean:
	rm -rf $(VENV) hasil build dist

$(BIN)/python:
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "smartmap needs Python 3.11 or newer; name one with PYTHON=python3.12")'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --constraint constraints.txt --upgrade pip

$(VENV)/.demo: $(BIN)/python pyproject.toml constraints.txt
	$(BIN)/python -m pip install --quiet --constraint constraints.txt --build-constraint constraints.txt --editable '.[spacy]'
	@touch $@

$(VENV)/.test: $(VENV)/.demo
	$(BIN)/python -m pip install --quiet --constraint constraints.txt --build-constraint constraints.txt --editable '.[all]'
	$(BIN)/python -m pip install --quiet --constraint constraints.txt --group test --group lint
	@touch $@
