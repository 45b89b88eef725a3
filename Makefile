# Every command of the project. `make run` and `make test` need nothing prepared but Python 3.11 and the network, once.
.DEFAULT_GOAL := help
SHELL := /bin/sh
PYTHON ?= python3
export PYTHON
# The service is several processes: compiled modules are kept, so that the second one need not compile them again.
unexport PYTHONDONTWRITEBYTECODE

# A model file named in .env is served like one named on the command line.
LOCAL_MODEL ?= $(shell sed -n 's/^LOCAL_MODEL=//p' .env 2>/dev/null)
VENV := .venv/bin
FLASK := $(VENV)/python -m flask --app wsgi
BENCHES := $(patsubst benchmarks/%.py,bench-%,$(shell grep -ls '__name__ == "__main__"' benchmarks/*.py))

.PHONY: test-faults help run demo test test-llm check prompts-check bench e2e seed sign-in-link screenshots lock translations vendor-check clean runtime tools test-parts local-model

help: ## This list
	@awk -F ':.*## ' '/^[a-z%-]+:.*## /{printf "  make %-14s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run: runtime $(if $(LOCAL_MODEL),local-model) ## Start everything; PORT, QUNBI_DATA_DIR and LOCAL_MODEL are honoured, Ctrl-C stops
	@exec $(VENV)/python -m app.supervisor

demo: runtime $(if $(LOCAL_MODEL),local-model) ## The whole loop without a browser; ARGS="--drafts 10" prints ten drafts to read instead
	@$(FLASK) demo $(ARGS)

seed: runtime ## Make the database and load the sample workspace into an empty one
	@$(FLASK) prepare

sign-in-link: runtime ## A one-time sign-in link for the owner, or for EMAIL=…
	@$(FLASK) users sign-in-link $(EMAIL)

test: tools ## All tests; ARGS="-k planner" narrows them
	@sh scripts/install_test_parts.sh
	@$(VENV)/python -m pytest -n 2 --dist loadfile $(ARGS)

test-llm: runtime local-model ## Ten English drafts by a small model on this machine, fetched once; not part of make test
	@LOCAL_MODEL=$$($(VENV)/python scripts/small_model.py) && export LOCAL_MODEL && \
	OPENAI_MODEL= OPENAI_BASE_URL= OPENAI_API_KEY= QUNBI_MODEL_TIMEOUT_SECONDS=240 \
	$(FLASK) demo --drafts 10 --language en

test-faults: tools ## 500 drafts while workers are killed every 3 s and the queue once, on both databases; minutes
	@sh scripts/install_test_parts.sh
	@$(VENV)/python -m pytest -s tests/faults/drafting_storm.py

e2e: tools ## The tests in a real browser
	@sh scripts/install_test_parts.sh
	@$(VENV)/python -m pytest tests/e2e $(ARGS)

check: tools ## Style, types, architecture, templates, spelling, vendored files, translations, prompts
	$(VENV)/ruff check .
	$(VENV)/mypy
	$(VENV)/lint-imports
	$(VENV)/djlint --lint --quiet app/templates
	$(VENV)/codespell
	$(VENV)/python scripts/vendor.py --check
	$(VENV)/python scripts/translations.py check
	$(FLASK) prompts check

prompts-check: runtime ## Every prompt of the library: form, inputs, golden cases, offline formulas
	@$(FLASK) prompts check

bench: $(BENCHES) ## All benchmarks, results in var/bench/
	@true

bench-%: tools ## One benchmark, e.g. make bench-ranking
	@mkdir -p var/bench
	@OMP_NUM_THREADS=1 $(VENV)/python -m benchmarks.$* --json var/bench/$*.json

bench-calendar: test-parts

screenshots: tools ## Pictures of every page in both languages, in docs/pictures/
	@sh scripts/install_test_parts.sh
	@$(VENV)/python scripts/screenshots.py

translations: tools ## Collect the interface's texts, merge them into the catalogues and compile
	@$(VENV)/python scripts/translations.py update
	@$(VENV)/python scripts/compile_translations.py

vendor-check: tools ## Vendored front-end files are what the manifest says
	@$(VENV)/python scripts/vendor.py --check

lock: ## Pin all requirements*.txt anew
	@sh scripts/lock_requirements.sh

clean: ## Remove the environment and caches; your data in var/ stays
	@rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +

runtime:
	@sh scripts/make_environment.sh requirements.txt
	@$(VENV)/python scripts/compile_translations.py

test-parts:
	@sh scripts/install_test_parts.sh

local-model:
	@sh scripts/make_environment.sh requirements-local.txt

tools: runtime
	@sh scripts/make_environment.sh requirements-dev.txt
