# make run    the whole site on this machine, with demo content, payments and e-mail
# make test   the whole suite; BROWSER=0 leaves out the stories in a real browser
# make soak   the storm for hours: SOAK_SEED=… repeats one, SOAK_DELIVERIES, SOAK_ORDERS and SOAK_MINUTES say how long
# make mutants  how many small faults in what decides about money the suite notices; MUTANTS=50 tries that many
# make pictures  every page in every state into var/pictures; ONLY=checkout for those alone
# make bench  what pages and purchases cost beside plain Django; BENCH="--postgres" on PostgreSQL
# make lighthouse  the pages that sell as a telephone on a slow line has them; needs Node
# make messages  the French translations after a change of words
# make check  format, lint, imports, types, templates, migrations, deployment settings
# Python 3.11 or newer and make are all that has to be there; PYTHON=… names another.

PYTHON ?= python3
BIN := .venv/bin
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check
STORIES := $(if $(filter 0,$(BROWSER)),-m "not browser")
# Values of the right shape; the check reads them and calls nobody.
PRODUCTION := DJANGO_SETTINGS_MODULE=amphi.settings.production APP_URL=https://amphi.example \
	SECRET_KEY=this-is-only-for-the-check-and-signs-nothing-anywhere-at-all ALLOWED_HOSTS=amphi.example \
	STRIPE_SECRET_KEY=sk_live_of_nobody STRIPE_WEBHOOK_SECRET=whsec_of_nobody
INSTALL_CHROMIUM = if [ "$$(id -u)" = 0 ] && command -v apt-get > /dev/null; \
	then apt-get update -qq && apt-get install -qq -y --no-install-recommends chromium fonts-dejavu-core; \
	else echo "The browser stories need Chromium, and only root can install it: apt-get install chromium."; \
	echo "make test BROWSER=0 runs everything else."; exit 1; fi

.DEFAULT_GOAL := help
.PHONY: help run test test-sqlite test-postgres soak mutants check check-next pictures bench lighthouse messages chromium \
	check-format check-lint check-imports check-types check-templates check-unused \
	check-migrations check-deployment

help:
	@grep '^# make' Makefile | cut -c3-

run: .venv/site.stamp
	@PYTHONPATH=site $(BIN)/python -m amphi.demo

# -- what is installed, once; a stamp says with which requirements

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Amphi needs Python 3.11 or newer: make PYTHON=python3.12 …")'
	$(PYTHON) -m venv .venv

.venv/site.stamp: requirements.txt | $(BIN)/python
	$(PIP) -r requirements.txt
	@touch $@

.venv/dev.stamp: requirements.txt requirements-dev.txt | $(BIN)/python
	$(PIP) -r requirements-dev.txt
	@touch $@ .venv/site.stamp

# -- checks; `make -k check` shows all that is wrong at once

check: check-format check-lint check-imports check-types check-templates check-unused \
	check-migrations check-deployment

check-format check-lint check-imports check-types check-templates check-unused \
	check-migrations check-deployment: .venv/dev.stamp

check-format:
	$(BIN)/ruff format --check --quiet .
check-lint:
	$(BIN)/ruff check --quiet --output-format concise .
check-imports:
	PYTHONPATH=.:site $(BIN)/lint-imports --no-logo
check-types:
	$(BIN)/ty check --quiet --python $(BIN)/python
check-templates:
	find templates -name '*.html' -exec $(BIN)/djade --target-version 5.2 --check {} +
	$(BIN)/djhtml --check templates
	$(BIN)/curlylint --quiet --parse-only templates
check-unused:
	$(BIN)/vulture
check-migrations:
	$(BIN)/python manage.py makemigrations --check --dry-run
check-deployment:
	env $(PRODUCTION) $(BIN)/python manage.py check --deploy --fail-level WARNING

# The same on the next Wagtail, a look at a few pages, and who may do what. 7.4 has no
# register_permission_policy, which 8.0 asks for.
check-next: .venv-next/dev.stamp
	$(MAKE) check BIN=.venv-next/bin
	env -u TEST_DATABASE_URL .venv-next/bin/python -m pytest -W "ignore:A permission policy for" tests/test_smoke.py tests/commerce/admin/test_who_may.py

.venv-next/dev.stamp: requirements.txt requirements-dev.txt
	$(PYTHON) -m venv .venv-next
	sed 's/^wagtail==[0-9.]*/wagtail==8.0.1/; /^-r /d' $^ > .venv-next/requirements.txt
	.venv-next/bin/python -m pip install --quiet --disable-pip-version-check -r .venv-next/requirements.txt
	@touch $@

# -- tests

# Each takes one end of the suite, so that most stories share one site; who is done helps the other.
WORKERS := -n 2 --dist worksteal

test: test-sqlite test-postgres

test-sqlite: .venv/dev.stamp chromium
	env -u TEST_DATABASE_URL $(BIN)/python -m pytest $(WORKERS) $(STORIES)

# What concerns money, access and concurrency, a second time
test-postgres: .venv/dev.stamp
	$(BIN)/python -m tests.postgres pytest $(WORKERS) -m "both_databases and not one_database"

PROOFS := tests/commerce/proofs
AT_LENGTH := -q -s --show-capture=no -o faulthandler_timeout=0
SOAK := $(PROOFS)/soak.py $(PROOFS)/test_anything.py $(PROOFS)/test_crowds.py
soak: .venv/dev.stamp
	env -u TEST_DATABASE_URL RUNS=400 PAIRS=200 SEED=$(SOAK_SEED) $(BIN)/python -m pytest $(AT_LENGTH) $(SOAK)
	env -u TEST_DATABASE_URL RUNS=400 PAIRS=200 SEED=$(SOAK_SEED) $(BIN)/python -m tests.postgres --durable pytest $(AT_LENGTH) $(SOAK)

mutants: .venv/dev.stamp
	@$(BIN)/python -m tests.mutants $(MUTANTS)

chromium:
ifneq ($(BROWSER),0)
	@command -v chromium > /dev/null || $(INSTALL_CHROMIUM)
endif

pictures: .venv/dev.stamp chromium
	@PYTHONPATH=site ONLY="$(ONLY)" $(BIN)/python -m tests.e2e.pictures

bench: .venv/dev.stamp
	@$(BIN)/python -m bench $(BENCH)

lighthouse: .venv/dev.stamp chromium
	@PYTHONPATH=site $(BIN)/python -m bench.lighthouse

messages: .venv/dev.stamp
	PYTHONPATH=site $(BIN)/python -m amphi.messages
