# make demo    says and installs what is missing, builds, reads samples/, shows and writes the results
# make test    the same set-up, what reads panels and what tests the Python package, then all tests
# make wheel   the Python package as a wheel in dist/, for machines without cargo
# The others are for those who work on the program.

CORPUS ?= ../shared/corpus

# rustup puts cargo here, and shells that were open before do not know it yet.
export PATH := $(PATH):$(or $(CARGO_HOME),$(HOME)/.cargo)/bin

# The profile `dev` serves `demo` and `test`: what both need is compiled once, its dependencies optimised.
JUESUAN = cargo run --locked --quiet --
# 1 says that an amount is suspect, 2 that not everything could be read (two performance tables of one sample have no
# headings): both are results, and what failed is more.
UNLESS_FAILED = || test $$? -le 2

.PHONY: setup setup-tests build build-release demo test test-python test-long wheel release lint doc dependencies score bench clean

setup:
	@bash tools/setup.sh

setup-tests: setup
	@bash tools/setup-panel.sh || echo "what reads panels is not in place (see above): these tests are left out"

build: setup
	cargo build --locked

# What `cargo install` builds: optimised as a whole (LTO), which takes minutes more.
build-release: setup
	cargo build --release --locked

demo: build
	@echo
	@echo "The samples (see samples/README.md), as JSON lines and as CSV in out/:"
	@$(JUESUAN) extract samples/*.pdf --format jsonl -o out/ $(UNLESS_FAILED)
	@$(JUESUAN) extract samples/*.pdf --format csv -o out/ --quiet $(UNLESS_FAILED)
	@echo
	@echo "One form of one of them (juesuan show samples/jincheng-2022-report.pdf --stage fact --page 6 --readable):"
	@$(JUESUAN) show samples/jincheng-2022-report.pdf --stage fact --page 6 --readable $(UNLESS_FAILED)
	@echo "Written, with the number of lines:"
	@wc -l out/*.jsonl out/*.csv

test: setup-tests
	cargo test --locked
	bash tools/test-python.sh

# The Python package alone; what cannot be had is left out.
test-python: setup
	bash tools/test-python.sh

# Minutes: runs that are killed at moments drawn by chance and resumed, twenty times; 5,000 damaged documents.
test-long: setup
	cargo test --test all -- --ignored batch_resumes
	cargo test --test all -- --ignored --nocapture changed_documents
	cargo test --test damage -- --ignored --nocapture

# Optimised as a whole, which takes minutes.
wheel: setup
	bash tools/release.sh wheel

# All that could be published, with its SHA256SUMS, in dist/.
release: setup
	bash tools/release.sh

lint: setup
	cargo fmt --all --check
	cargo clippy --locked --all-targets -- -D warnings
	cargo clippy --locked --package juesuan-python -- -D warnings
	bash tools/features.sh

# Links that lead nowhere are errors, in private documentation too.
doc:
	RUSTDOCFLAGS="-D warnings" cargo doc --locked --no-deps --document-private-items

# Licences, sources and the Rust version of what the program is built from.
dependencies:
	bash tools/dependencies.sh

# Reads the corpus with known truth, one line per document; SHOW=10 lists faults. The corpus is no part of the project.
score: build-release
	@bash tools/score.sh $(CORPUS)

bench: setup
	cargo bench --bench stages --bench readers

clean:
	cargo clean
	rm -rf out dist python/src-py/juesuan/*.so python/src-py/juesuan/models
