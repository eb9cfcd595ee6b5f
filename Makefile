PYTHON ?= python3
PORT ?= 8000
BIN := .venv/bin

.DEFAULT_GOAL := help
.PHONY: help setup demo test test-shared check bench bench-quick

help: ## list what make can do
	@sed -nE 's/^([a-z-]+):.*## (.*)/  make \1\t\2/p' $(MAKEFILE_LIST) | expand -t 20

setup: .venv/ready ## make .venv with the wangge command, and the built web apps
	@.ci/web

demo: setup ## a district to try, with 90 days of cases, on 127.0.0.1 until Ctrl-C [PORT=8000]
	@$(BIN)/wangge demo --port $(PORT)

test: setup ## everything, on the embedded PostgreSQL and again on Debian's
	@.ci/tests

test-shared: test ## the tests, and those over ../shared/data
	@$(BIN)/pytest -q -m shared

check: setup ## what is checked before the tests
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@cd web && npm run --silent check && npm run --silent test

bench: setup ## measured runs, one JSON object each
	@set -e; for file in bench/[a-z]*.py; do $(BIN)/python "$$file"; done

bench-quick: setup ## the same, small
	@set -e; for file in bench/[a-z]*.py; do $(BIN)/python "$$file" --quick; done

.venv/ready: pyproject.toml .ci/venv
	@PYTHON=$(PYTHON) .ci/venv
	@touch $@
