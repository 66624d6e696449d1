# Two commands for a fresh machine: make demo, make test. Python 3.11 or newer, git and make are all they need.
PYTHON ?= python3
VENV ?= .venv
BIN = $(VENV)/bin

.PHONY: demo test docs model evaluate compare samples bench fuzz clean

demo: $(VENV)/installed
	$(BIN)/opinionmine report corpora/sheets/midorioka-r5.txt -o report.html
	@echo "The report is $(CURDIR)/report.html: open it in a browser. (報告書をブラウザーで開いてください)"

test: demo
	$(BIN)/ruff check src tests benchmarks corpora fuzz docs examples
	$(BIN)/ruff format --check src tests benchmarks corpora fuzz docs examples
	$(BIN)/mypy
	$(BIN)/python -m pytest --numprocesses auto --dist loadfile --cov --cov-report=term

# The site from docs/ and the docstrings; any warning is an error. The page of commands is written anew from what they say of themselves.
docs: $(VENV)/installed
	$(BIN)/python docs/write_commands.py
	$(BIN)/python -m sphinx -b html -W --keep-going -q docs docs/_build/html
	@echo "The site is $(CURDIR)/docs/_build/html/index.html"

# The models, from the training batches alone; the same corpus gives the same bytes. One thread and one kind of processor
# kernel, since the last digits of a sum depend on both.
model evaluate: export OPENBLAS_NUM_THREADS = 1
model evaluate: export OPENBLAS_CORETYPE = Haswell
model: $(VENV)/installed
	$(BIN)/opinionmine train corpora/opinions -o models/default
	$(BIN)/opinionmine train corpora/opinions --light -o models/light
	$(BIN)/opinionmine evaluate default corpora/opinions --held-out corpora/opinions/test -o models/default/card.md
	$(BIN)/opinionmine evaluate light corpora/opinions --held-out corpora/opinions/test -o models/light/card.md

evaluate: $(VENV)/installed
	$(BIN)/opinionmine evaluate default corpora/opinions --held-out corpora/opinions/test -o evaluation.html -o evaluation.json
	@echo "The evaluation is $(CURDIR)/evaluation.html"

# Baselines beside the shipped models, and F1 against the size of the corpus: docs/comparison.md.
compare: $(VENV)/installed
	$(BIN)/python benchmarks/compare.py

# How much of the sample sheets is read right: corpora/sheets/accuracy.json and docs/layouts.md.
samples: $(VENV)/installed
	$(BIN)/python tests/sheet_truth.py

# How fast opinions are coded, beside mecab and the usual pipeline: docs/benchmarks.md. Linux; about ten minutes.
bench: $(VENV)/installed
	$(BIN)/python benchmarks/speed.py

# A search for inputs that break a reader, guided by what they reach: make fuzz MINUTES=30, shared by five targets. Linux; fuzz/README.md.
MINUTES ?= 5
fuzz: $(VENV)/installed
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[fuzz]'
	$(BIN)/python fuzz/seeds.py
	for target in text csv pdf docx xlsx; do \
	  $(BIN)/python fuzz/fuzz_$$target.py -max_total_time=$$(($(MINUTES) * 60 / 5)) -rss_limit_mb=3000 -timeout=60 \
	    -dict=out/fuzz/words.dict -artifact_prefix=out/fuzz/$$target- out/fuzz/$$target || exit 1; \
	done

$(VENV)/installed: pyproject.toml constraints.txt
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[dev]'
	@touch $@

clean:
	rm -rf $(VENV) docs/_build report.html evaluation.html evaluation.json .coverage .mypy_cache .pytest_cache .ruff_cache
