# `make` lists what can be done. Every target sets up what it needs first; a second time that is
# nothing. ARGS is passed on: make test ARGS="tests/core -x".

PYTHON ?= python3
ARGS ?=
VENV := .venv
BIN := $(VENV)/bin

RUN := $(VENV)/.ready-run
DEV := $(VENV)/.ready-dev
RUN_SYSTEM := $(VENV)/.ready-system-run
TEST_SYSTEM := $(VENV)/.ready-system-test
FLEET_SYSTEM := $(VENV)/.ready-system-fleet
BENCH_SYSTEM := $(VENV)/.ready-system-bench
PACKAGE_SYSTEM := $(VENV)/.ready-system-package
PACKAGE_TEST_SYSTEM := $(VENV)/.ready-system-package-test
WINDOWS_SYSTEM := $(VENV)/.ready-system-windows

INSTALLED_FROM := pyproject.toml packaging/build_hook.py packaging/setup/packages.sh
CATALOGUES := $(wildcard resources/locale/*/LC_MESSAGES/*.po)
COMPILED := $(CATALOGUES:.po=.mo)
CHECKED := hubmail_gui tests benchmarks packaging

ON_SCREEN := packaging/setup/on_screen.sh

.DELETE_ON_ERROR:
.SUFFIXES:
.DEFAULT_GOAL := help
.PHONY: help run test test-pythons faults fleet relay-proof coverage check format lint types layers bench screenshots package package-test windows windows-test windows-smoke windows-screenshots lock \
	translations compile clean

help: ## List these targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-19s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

# ---------------------------------------------------------------- use

run: $(RUN) $(RUN_SYSTEM) $(COMPILED) ## Try the program on a throw-away configuration beside an embedded mail server
	@$(BIN)/hubmail --demo $(ARGS)

# ---------------------------------------------------------------- test

test: $(DEV) $(TEST_SYSTEM) $(COMPILED) ## Run all tests
	@$(ON_SCREEN) $(BIN)/python -m pytest $(ARGS)

test-pythons: $(DEV) $(PACKAGE_TEST_SYSTEM) ## Run all tests on Debian 12's own Python and on Debian 13's (needs root; half an hour)
	@HUBMAIL_PYTHONS_ARGS="$(ARGS)" $(BIN)/python -m pytest -o faulthandler_timeout=0 -m pythons tests/packaging/test_pythons.py

faults: $(DEV) $(TEST_SYSTEM) $(COMPILED) ## Attack the program from outside for as long as it takes: what `make test` has no time for
	@$(ON_SCREEN) $(BIN)/python -m pytest -m faults $(ARGS)

fleet: $(DEV) $(FLEET_SYSTEM) $(COMPILED) build/ansible/.ready ## Set up the mail of twenty hosts by the Ansible role, and lint it (needs root and a Python 3.12 or newer; half an hour)
	@$(BIN)/python -m pytest -o faulthandler_timeout=0 -m fleet tests/deploy $(ARGS)

relay-proof: $(DEV) $(COMPILED) ## Send ten thousand mails from fifty clients through the relay, by each route, one in twenty failing (minutes)
	@$(BIN)/python -m pytest -o faulthandler_timeout=0 -m relay_proof -s tests/relay $(ARGS)

build/ansible/.ready: requirements/ansible.txt packaging/setup/ansible.sh | $(DEV)
	@packaging/setup/ansible.sh $(BIN)/uv build/ansible $<
	@touch $@

coverage: $(DEV) $(TEST_SYSTEM) $(COMPILED) ## Run all tests and show the lines and branches that none reaches
	@$(ON_SCREEN) $(BIN)/python -m pytest --cov --cov-report= --cov-fail-under=0 $(ARGS)
	@$(BIN)/coverage report

check: format lint types layers test ## Everything that a change must pass: format, lint, types, layers, tests

format: $(DEV)
	@$(BIN)/ruff format --check --quiet . || { $(BIN)/ruff format --diff --quiet .; exit 1; }

lint: $(DEV)
	@$(BIN)/ruff check --quiet .

types: $(DEV)
	@$(BIN)/mypy $(CHECKED)
	@$(BIN)/mypy --platform win32 --no-warn-unreachable hubmail_gui
	@$(BIN)/mypy --platform darwin --no-warn-unreachable hubmail_gui

layers: $(DEV)
	@$(BIN)/lint-imports

mutants: $(DEV) $(COMPILED) ## Change PART (core/validation) in small ways, name the changes that TESTS (tests/core/test_validation.py) do not notice
	@packaging/setup/mutants.sh $(PART) $(TESTS)

bench: $(DEV) $(BENCH_SYSTEM) $(COMPILED) ## Measure start, memory and tests side by side with their references
	@$(ON_SCREEN) $(BIN)/python -m benchmarks.run $(ARGS)

# ---------------------------------------------------------------- make

screenshots: $(DEV) $(TEST_SYSTEM) $(COMPILED) ## Take the pictures of the documentation again
	@PYTHONPATH=packaging $(ON_SCREEN) $(BIN)/python -m screenshots $(ARGS)

windows-screenshots: $(DEV) $(WINDOWS_SYSTEM) $(COMPILED) ## The same of the window as Windows draws it (needs root)
	@PYTHONPATH=packaging $(BIN)/python -m wine screens

package: $(DEV) $(PACKAGE_SYSTEM) $(COMPILED) ## Build the program's folder and the packages for this system into dist/
	@$(BIN)/python -m hatchling build
	@$(BIN)/pyinstaller --noconfirm --log-level ERROR --workpath build/pyinstaller hubmail.spec
	@PYTHONPATH=packaging $(BIN)/python -m distribution

package-test: $(DEV) $(PACKAGE_TEST_SYSTEM) ## Try what `make package` built, on machines that have nothing (needs root)
	@$(BIN)/python -m pytest -m packaging tests/packaging $(ARGS)

windows: $(DEV) $(WINDOWS_SYSTEM) $(COMPILED) ## Build the Windows program and its installer into dist/, by Wine (needs root)
	@PYTHONPATH=packaging $(BIN)/python -m wine build

windows-test: $(DEV) $(WINDOWS_SYSTEM) $(COMPILED) ## Run the tests, and what `make windows` built, as Windows programs (needs root)
	@PYTHONPATH=packaging $(BIN)/python -m wine test $(ARGS)

windows-smoke: $(DEV) $(WINDOWS_SYSTEM) $(COMPILED) ## The part of windows-test that tries what `make windows` built
	@PYTHONPATH=packaging $(BIN)/python -m wine smoke $(ARGS)

lock: $(DEV) ## Resolve the dependencies again and pin them with their hashes
	@packaging/setup/lock.sh $(BIN)/uv $(ARGS)

translations: $(DEV) ## Collect the texts of the interface into every .po file, then compile them
	@packaging/setup/translations.sh $(BIN)/pybabel
	@$(MAKE) --no-print-directory compile

languages: compile ## Say what each language lacks, and so shows in English
	@PYTHONPATH=packaging:. $(BIN)/python -m distribution.languages

compile: $(DEV) $(COMPILED)

clean: ## Remove what was built, except the virtual environment
	@rm -rf build dist htmlcov .mypy_cache .pytest_cache .ruff_cache .import_linter_cache .hypothesis .coverage .coverage.*
	@find hubmail_gui tests benchmarks packaging -name __pycache__ -type d -prune -exec rm -rf {} +
	@rm -f $(COMPILED)

# ---------------------------------------------------------------- set-up

$(BIN)/python:
	@packaging/setup/venv.sh "$(PYTHON)" $(VENV)

$(RUN): requirements/run.txt $(INSTALLED_FROM) | $(BIN)/python
	@packaging/setup/packages.sh $(VENV) run
	@touch $@

# The packages of dev.txt include those of run.txt, at the same versions.
$(DEV): requirements/dev.txt requirements/run.txt $(INSTALLED_FROM) | $(BIN)/python
	@packaging/setup/packages.sh $(VENV) dev
	@touch $(RUN) $@

# The script makes the stamp itself, once nothing is missing: until then it asks again.
$(VENV)/.ready-system-%: packaging/setup/system.sh | $(BIN)/python
	@packaging/setup/system.sh $* $@

resources/locale/%/LC_MESSAGES/hubmail.mo: resources/locale/%/LC_MESSAGES/hubmail.po | $(RUN)
	@$(BIN)/pybabel --quiet compile --input-file $< --output-file $@ --locale $*
