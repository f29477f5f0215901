# make run    the whole system on SQLite with a virtual printer
# make test   every check and test
# Each sets up all it needs by itself, in .venv.

PYTHON ?= python3
BIN := .venv/bin
PACKAGES := chromium-headless-shell espeak-ng tesseract-ocr tesseract-ocr-lit tesseract-ocr-ukr tesseract-ocr-rus
BENCHES := choosing acts forecasting fanout wall first_tap figures paper tapping killing

run: .venv/run
	@$(BIN)/eile try $(ARGS)

rehearse: .venv/run
	@$(BIN)/eile rehearse $(ARGS)

check: .venv/run
	@$(BIN)/eile check

test: .venv/test
	@sh .ci/packages $(PACKAGES)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/pytest -n 3 --dist worksteal

# All are measured, whatever the first one finds.
bench: .venv/test
	@sh .ci/packages $(PACKAGES)
	@over=; for one in $(BENCHES); do echo "== $$one"; $(BIN)/python bench/$$one.py || over="$$over $$one"; done; \
	test -z "$$over" || { echo "Over a limit:$$over"; exit 1; }

fmt: .venv/test
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

pictures: .venv/test
	@sh .ci/packages $(PACKAGES)
	$(BIN)/python docs/pictures/take.py

examples: .venv/test
	PYTHONPATH=tests $(BIN)/python tests/api_story.py

wheel: .venv/test
	$(BIN)/python -m hatchling build -t wheel

.venv/run: pyproject.toml constraints.txt
	$(call set_up,.[fast])

.venv/test: pyproject.toml constraints.txt
	$(call set_up,.[fast$(,)test])
	@touch .venv/run

# Versions are those of constraints.txt, the build's own tools included.
, := ,
define set_up
@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || sh .ci/packages python3-venv
@test -x $(BIN)/python || $(PYTHON) -m venv .venv
@echo "Installing into .venv (once) ..."
@$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt hatchling editables
@$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt --no-build-isolation -e '$(1)'
@touch $@
endef

.PHONY: run rehearse check test bench fmt pictures examples wheel
