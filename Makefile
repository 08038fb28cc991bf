PYTHON ?= python3
BIN := .venv/bin

.PHONY: test lint pytest test-alpha fuzz demo bench bench-archive clean

## test: everything CI checks, from a fresh clone
test: lint pytest

.venv/installed: pyproject.toml constraints.txt
	$(PYTHON) -m venv .venv
	$(BIN)/pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[test]'
	$(BIN)/python -m compileall -q pipeline  # else compiled anew at every start where PYTHONDONTWRITEBYTECODE is set
	touch $@

lint: .venv/installed
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

pytest: .venv/installed
	$(BIN)/pytest -n 2 --dist loadfile --no-loadscope-reorder

ALPHA ?= 1.0a41

## test-alpha: the desk on a pre-release of Datasette, in an environment of its own
test-alpha:
	$(PYTHON) -m venv .venv-alpha
	grep -vi '^datasette==' constraints.txt > .venv-alpha/constraints.txt
	.venv-alpha/bin/pip install --quiet --disable-pip-version-check -c .venv-alpha/constraints.txt \
		-e '.[test]' 'datasette==$(ALPHA)'
	.venv-alpha/bin/pytest -n 0 tests/desk

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
	$(BIN)/python benchmarks/backfill.py
	$(BIN)/python benchmarks/polling.py
	$(BIN)/python benchmarks/storing.py
	$(BIN)/python benchmarks/starting.py
	$(BIN)/python benchmarks/live.py
	$(BIN)/python benchmarks/against_naive.py
	$(MAKE) bench-archive

SIZE ?= 1000000

## bench-archive: what grows with the archive, at SIZE articles and a tenth of them; takes 3 kB of disk an article
bench-archive: .venv/installed
	rm -rf .bench && mkdir .bench
	$(BIN)/python scripts/make_archive.py $$(($(SIZE) / 10)) .bench/tenth.db
	$(BIN)/python scripts/make_archive.py $(SIZE) .bench/whole.db
	$(BIN)/python benchmarks/archive.py .bench/tenth.db .bench/whole.db
	$(BIN)/python benchmarks/desk.py .bench/whole.db
	rm -r .bench

clean:
	rm -rf .venv .venv-alpha .bench .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis demo/run build dist *.egg-info
