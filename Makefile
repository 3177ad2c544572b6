# Needs the Rust toolchain and a C compiler. What else a target uses it installs, or says what it goes without.

TARGET := $(or $(CARGO_TARGET_DIR),target)
BUF_VERSION := 1.75.0
BUF := $(TARGET)/buf/node_modules/.bin/buf

# What `make bench` compares with, and what of it the distribution's packages bring.
BENCH_DIRECTORY := target/bench
BENCH_PROGRAMS := h2load etcd
BENCH_PACKAGES := nghttp2-client etcd-server python3-venv
DUCKDB_VERSION := 2.0.0

# Tests touch no server but the throwaway one.
unexport TEST_POSTGRES_URL

.PHONY: demo bench bench-tools test lint fmt clippy buf strace postgres
.SILENT: bench-tools test buf strace postgres

# June 2015, from single records to a sealed ranking. KEEP=1 leaves the services running.
demo:
	cargo build --release --locked --workspace --bin intake-service --bin scoring-service --bin demo
	$(TARGET)/release/demo $(if $(KEEP),--keep)

# What the services do in a second, beside what others do on the same machine (docs/performance.md). BENCH=full takes the sizes of the goals, and
# twenty minutes; BENCH=small a minute or two. BENCH_ONLY=id,id: only these rows.
bench: bench-tools postgres
	cargo build --release --locked --workspace --bin intake-service --bin scoring-service --bin bench
	$(TARGET)/release/bench --directory $(BENCH_DIRECTORY) $(if $(BENCH),--size $(BENCH)) $(if $(BENCH_ONLY),--only $(BENCH_ONLY)) \
	  $(if $(filter true,$(CI)),--strict)

# What cannot be installed is missed by the bench itself, which says which rows it leaves out. Nothing that is installed is started (RUNLEVEL).
bench-tools:
	missing=; \
	for program in $(BENCH_PROGRAMS); do command -v $$program >/dev/null || missing=1; done; \
	python3 -c 'import ensurepip, venv' 2>/dev/null || missing=1; \
	if [ -n "$$missing" ] && [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
	  apt-get update -q && RUNLEVEL=1 DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends $(BENCH_PACKAGES) || true; \
	fi
	if ! $(BENCH_DIRECTORY)/venv/bin/python -c 'import duckdb; assert duckdb.__version__ == "$(DUCKDB_VERSION)"' 2>/dev/null; then \
	  python3 -m venv $(BENCH_DIRECTORY)/venv && \
	    $(BENCH_DIRECTORY)/venv/bin/python -m pip install -q --disable-pip-version-check duckdb==$(DUCKDB_VERSION) || \
	    echo 'DuckDB could not be installed' >&2; \
	fi

# Everything that CI checks. What uses a database runs on SQLite, and on a PostgreSQL server that is made for it and thrown away.
# (nextest does not run the examples in documentation.)
test: lint strace postgres
	cargo build --locked --workspace --all-targets
	cargo test --locked --workspace --doc
	echo 'the tests, on SQLite'
	if cargo nextest --version >/dev/null 2>&1; then \
	  cargo nextest run --locked --workspace --no-fail-fast; \
	else \
	  cargo test --locked --workspace --lib --bins --tests --no-fail-fast; \
	fi
	if ! $(TARGET)/debug/throwaway-postgres; then \
	  echo 'the tests were NOT run on PostgreSQL' >&2; \
	  [ "$$CI" != true ]; exit; \
	fi; \
	echo 'the tests that use a database, on PostgreSQL'; \
	if cargo nextest --version >/dev/null 2>&1; then \
	  $(TARGET)/debug/throwaway-postgres cargo nextest run --locked --workspace --no-fail-fast --profile postgres; \
	else \
	  $(TARGET)/debug/throwaway-postgres cargo test --locked --workspace --lib --bins --tests --no-fail-fast; \
	fi

lint: fmt clippy buf

fmt:
	cargo fmt --all --check

clippy:
	cargo clippy --locked --workspace --all-targets -- -D warnings

# The linter of the proto files is npm's; it stays under the target directory.
buf:
	set -e; \
	if [ ! -x $(BUF) ]; then \
	  if ! command -v npm >/dev/null; then \
	    echo 'buf lint was NOT run: it needs npm' >&2; \
	    [ "$$CI" != true ]; exit; \
	  fi; \
	  npm install --ignore-scripts --no-audit --no-fund --no-save --prefix $(TARGET)/buf @bufbuild/buf@$(BUF_VERSION) || { \
	    echo 'buf lint was NOT run: npm could not install it' >&2; \
	    [ "$$CI" != true ]; exit; \
	  }; \
	fi; \
	echo 'buf lint proto'; \
	$(BUF) lint proto

# One test looks at the system calls of a service.
strace:
	if ! command -v strace >/dev/null; then \
	  if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
	    apt-get update -q && apt-get install -q -y strace || true; \
	  fi; \
	fi; \
	if ! command -v strace >/dev/null; then \
	  echo 'strace is missing: the test that looks at system calls will say that it was not run' >&2; \
	  [ "$$CI" != true ]; \
	fi

# The server's programs, without a server: none is made or started by the installation.
postgres:
	if [ -z "$$(ls -d /usr/lib/postgresql/*/bin/initdb 2>/dev/null)" ] && ! command -v initdb >/dev/null; then \
	  if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
	    mkdir -p /etc/postgresql-common; \
	    [ -e /etc/postgresql-common/createcluster.conf ] || \
	      echo 'create_main_cluster = false' >/etc/postgresql-common/createcluster.conf; \
	    apt-get update -q && DEBIAN_FRONTEND=noninteractive apt-get install -q -y \
	      -o Dpkg::Options::=--force-confold postgresql || true; \
	  else \
	    echo 'PostgreSQL is missing (initdb): the tests will run on SQLite alone' >&2; \
	  fi; \
	fi
