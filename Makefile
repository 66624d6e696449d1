# Two commands for a fresh machine: make demo, make test. Python 3.11 or newer, git and make are all they need.
PYTHON ?= python3
VENV ?= .venv
BIN = $(VENV)/bin

.PHONY: demo test model evaluate clean

demo: $(VENV)/installed
	$(BIN)/opinionmine report corpora/sheets/midorioka-r5.txt -o report.html
	@echo "The report is $(CURDIR)/report.html: open it in a browser. (報告書をブラウザーで開いてください)"

test: demo
	$(BIN)/ruff check src tests
	$(BIN)/ruff format --check src tests
	$(BIN)/mypy
	$(BIN)/python -m pytest --cov --cov-report=term

# The default model, from the training batches alone; the same corpus gives the same bytes.
model: $(VENV)/installed
	$(BIN)/opinionmine train corpora/opinions -o models/default
	$(BIN)/opinionmine evaluate models/default corpora/opinions --held-out corpora/opinions/test -o models/default/card.md

evaluate: $(VENV)/installed
	$(BIN)/opinionmine evaluate models/default corpora/opinions --held-out corpora/opinions/test

$(VENV)/installed: pyproject.toml constraints.txt
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[dev]'
	@touch $@

clean:
	rm -rf $(VENV) report.html .coverage .mypy_cache .pytest_cache .ruff_cache
