# Every target first makes .venv from the hash-locked requirements.lock; it is redone only when the lock changes.
# One whose making was interrupted has no .ready and is made anew. Linux and macOS; on Windows use WSL.
# Its kernels tell of errors, and give no warning at each start.
PYTHON ?= python3
unexport PYTHONDONTWRITEBYTECODE
BIN := .venv/bin
READY := .venv/.ready

.DEFAULT_GOAL := help
.PHONY: book test mutants bench coverage audit runs lab notebooks pictures manuscripts lint lock clean help

$(READY): requirements.lock .ci/uv.lock
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "Python 3.11 or newer is needed, $(PYTHON) is $$($(PYTHON) -V 2>&1): set PYTHON=…" >&2; exit 2; }
	@$(PYTHON) -c 'import venv, ensurepip' 2>/dev/null || \
	  { echo "Python's venv module is missing: on Debian or Ubuntu, apt install python3-venv" >&2; exit 2; }
	@echo "Making .venv (once)"
	@test -e $@ || rm -rf .venv
	@test -e $@ || $(PYTHON) -m venv .venv
	@rm -f $@
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r .ci/uv.lock
	@$(BIN)/uv pip install --quiet --compile-bytecode --python $(BIN)/python --system-certs --require-hashes -r requirements.lock
	@$(BIN)/uv pip install --quiet --python $(BIN)/python --no-deps --offline -e .
	@mkdir -p .venv/etc/ipython && echo 'c.IPKernelApp.log_level = 40' > .venv/etc/ipython/ipython_kernel_config.py
	@touch $@

book: $(READY)  ## render the book: _book/index.html and a PDF
	@$(BIN)/python -m doesithold render
	@$(BIN)/python -m doesithold audit --format summary

test: $(READY)  ## run the test suite
	@$(BIN)/python -m pytest -n auto --dist loadgroup --no-loadscope-reorder

mutants: $(READY)  ## break lines that a reader would notice, one at a time: a test must fail for each
	@$(BIN)/python -m benchmarks.mutants

bench: $(READY)  ## measure what everything costs, into docs/benchmarks.md; ONLY="book corpus" some of it, REPEATS=3
	@$(BIN)/python -m benchmarks $(if $(ONLY),--only $(ONLY)) $(if $(REPEATS),--repeats $(REPEATS))

coverage: export PYTHONPATH = $(CURDIR)
coverage: $(READY)  ## run the suite and list what it leaves out, subprocesses and kernels counted
	@rm -rf .cache/coverage && mkdir -p .cache/coverage
	@$(BIN)/python -m coverage run -m pytest -n auto --dist loadgroup
	@$(BIN)/python -m coverage combine --quiet
	@$(BIN)/python -m coverage report

audit: $(READY)  ## list every claim of the paper with its verdict and the reason
	@$(BIN)/python -m doesithold audit

runs: $(READY)  ## audit the paper under every scenario
	@$(BIN)/python -m doesithold runs

lab: $(READY)  ## open the exercises in JupyterLab
	@$(BIN)/python -m analysis.teaching.notebooks
	@$(BIN)/jupyter lab --notebook-dir=. teaching/01-denominator.ipynb

pictures: $(READY)  ## draw the README's pictures anew where they are outdated
	@$(BIN)/python -m analysis.pictures

notebooks: $(READY)  ## make the exercises' notebooks and the links to the glossary
	@$(BIN)/python -m doesithold.render.glossary
	@$(BIN)/python -m analysis.teaching.notebooks

manuscripts: $(READY)  ## make the tutorial's manuscript in every format anew
	@$(BIN)/python -m examples.tutorial.formats

lint: $(READY)  ## check style and types
	@$(BIN)/ruff check . && $(BIN)/ruff format --check . && $(BIN)/mypy

lock: $(READY)  ## solve pyproject.toml into requirements.lock
	@$(BIN)/uv pip compile --quiet --system-certs --universal --generate-hashes --no-header --python-version 3.11 \
	  --group dev pyproject.toml -o requirements.lock
	@echo uv==$$($(BIN)/uv --version | cut -d' ' -f2) | $(BIN)/uv pip compile --quiet --system-certs \
	  --generate-hashes --no-header --no-annotate - -o .ci/uv.lock

clean:  ## remove what the other targets made
	@rm -rf .venv _book _book-live .quarto .cache runs/output chapters/*_files

help:  ## show this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "make %-11s %s\n", $$1, $$2}' $(MAKEFILE_LIST)
