# Two commands for a fresh clone: `make demo` and `make test`. Each sets up all it needs in .venv.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.PHONY: demo test test-wheel lint docs wheelhouse train lock clean

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

test-wheel: ## build the wheel and run every test against it, with any interpreter: make test-wheel PYTHON=python3.13
	rm -rf .venv-wheel dist
	$(PYTHON) -m venv .venv-wheel
	.venv-wheel/bin/python -m pip install --quiet --constraint constraints.txt --upgrade pip
	.venv-wheel/bin/python -m pip wheel --quiet --no-deps --build-constraint constraints.txt --wheel-dir dist .
	.venv-wheel/bin/python -m pip install --quiet --constraint constraints.txt "$$(ls dist/smartmap-*.whl)[all]" --group test
	.venv-wheel/bin/python -m pytest tests

docs: $(VENV)/.test ## build the pages into site/, any warning is an error
	$(BIN)/python -m pip install --quiet --constraint constraints.txt --group docs
	NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --strict

# For another system name it and its Python: make wheelhouse PLATFORM=win_amd64 FOR=3.12
wheelhouse: $(BIN)/python ## all files that an offline laptop needs, in wheelhouse/
	rm -rf wheelhouse
	$(BIN)/python -m pip wheel --quiet --no-deps --build-constraint constraints.txt --wheel-dir wheelhouse .
	$(BIN)/python -m pip download --quiet --constraint constraints.txt --dest wheelhouse \
	  $(if $(PLATFORM),--only-binary=:all: --platform $(PLATFORM) --python-version $(FOR) colorama) \
	  pip "$$(ls wheelhouse/smartmap-*.whl)[docx,pdf,store]"

train: $(VENV)/.demo ## train the next model version and promote it
	$(BIN)/smartmap train corpus --models models --promote

lock: $(BIN)/python ## resolve the newest versions for every supported Python
	$(BIN)/python -m pip install --quiet uv
	printf 'pip\nhatchling\n' | $(BIN)/uv pip compile pyproject.toml - --all-extras --group test --group lint --group docs --universal \
	  --python-version 3.11 --no-emit-index-url --no-annotate --no-header --upgrade --quiet --output-file constraints.txt

clean:
	rm -rf $(VENV) .venv-wheel hasil build dist site wheelhouse

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
