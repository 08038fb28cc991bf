PYTHON ?= python3
BIN := .venv/bin

.PHONY: test lint pytest fuzz demo bench clean

## test: everything CI checks, from a fresh clone
test: lint pytest

.venv/installed: pyproject.toml constraints.txt
	$(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[test]'
	touch $@

lint: .venv/installed
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

pytest: .venv/installed
	$(BIN)/pytest -n 2 --dist loadfile

## fuzz: the property tests with thousands of new examples; what they find becomes a test of its own
fuzz: .venv/installed
	HYPOTHESIS_PROFILE=explore $(BIN)/pytest -n 2 --hypothesis-show-statistics -m hypothesis

## demo: a small newsroom on loopback, the whole job through it, the digest at the end
demo: .venv/installed
	$(BIN)/python -m demo.run

## bench: ratios measured side by side, see docs/benchmarks.md
bench: .venv/installed
	$(BIN)/python benchmarks/matching.py
	$(BIN)/python benchmarks/reading.py
	$(BIN)/python benchmarks/against_naive.py

clean:
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis demo/run build dist *.egg-info
