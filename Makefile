# Everything that a contributor needs. The first use makes a virtual environment in .venv.
PYTHON ?= python3
ifeq ($(OS),Windows_NT)
BIN := .venv/Scripts
else
BIN := .venv/bin
endif
OUT ?= out
# The command is started hundreds of times: Python keeps what it compiled, also where it is told not to.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: demo test test-full check format mutate bench clean

demo: .venv/installed ## solve wuzhen2022, show it, check it, and write a page
	$(BIN)/agenda solve wuzhen2022 --out $(OUT)/wuzhen2022.agenda.json
	$(BIN)/agenda show wuzhen2022 $(OUT)/wuzhen2022.agenda.json
	$(BIN)/agenda check wuzhen2022 $(OUT)/wuzhen2022.agenda.json
	$(BIN)/agenda show wuzhen2022 $(OUT)/wuzhen2022.agenda.json --page $(OUT)/wuzhen2022.html

test: .venv/developer ## the tests, sampled by fixed seeds
	$(BIN)/python -m pytest -q -rs

test-full: .venv/developer ## the long versions, too
	$(BIN)/python -m pytest -q -rs -m "full or not full"
	$(BIN)/python -m tests.mutate --number 300

check: .venv/developer ## lint, types, layers
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

format: .venv/developer ## put the code in order
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

mutate: .venv/developer ## how many planted faults the tests find
	$(BIN)/python -m tests.mutate

bench: .venv/installed ## times and proofs, as a dated table
	$(BIN)/python -m benchmarks.run

.venv/created:
	$(PYTHON) -m venv .venv
	$(BIN)/python -c "open('.venv/created', 'w').close()"

.venv/installed: .venv/created pyproject.toml constraints.txt
	$(BIN)/python -m pip install -q --disable-pip-version-check -c constraints.txt -e .
	$(BIN)/python -c "open('.venv/installed', 'w').close()"

.venv/developer: .venv/created pyproject.toml constraints.txt
	$(BIN)/python -m pip install -q --disable-pip-version-check -c constraints.txt -e ".[dev]"
	$(BIN)/python -c "[open('.venv/' + name, 'w').close() for name in ('installed', 'developer')]"

clean: ## take away what was made
	$(PYTHON) -c "import shutil; [shutil.rmtree(d, ignore_errors=True) for d in ('.venv', '$(OUT)', 'build')]"
