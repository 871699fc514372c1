# `make demo` runs the whole coalition on this machine, `make test` the tests; both install what they need first.
#
#   make demo ARGS=--once             ends after the summary instead of serving on
#   make demo CONFIGURATION=release   takes longer to build and answers faster
#   make bench                        measures the release build and writes a report to var/bench
#   make bench MEASURE=compare ARGS=--json
#   make build | format | lint | install-dependencies

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.PHONY: help demo test bench build format lint install-dependencies install-schemas require-swift

# Arguments of `clearinghouse demo`, or of the measuring.
ARGS ?=
# What `bench` does: `run` or `compare`.
MEASURE ?= run
# `debug` or `release`, for `demo` and `build`. Tests are always a debug build, so `make test` and `make demo` share one.
CONFIGURATION ?= debug
# Flags of `swift build` and `swift test`. Cryptography in C is optimised in debug builds too: it is most of the work.
SWIFT_FLAGS ?= -Xcc -O2
# How many tests run at once: each may bring real servers along.
WIDTH ?= 8
# The toolchain: what PATH offers, else the usual places of an unpacked one.
SWIFT ?= $(firstword $(shell command -v swift 2>/dev/null) \
	$(wildcard /opt/swift/usr/bin/swift /usr/share/swift/usr/bin/swift $(HOME)/.local/share/swiftly/bin/swift))

help:
	@sed -n '/^#/{s/^# \{0,1\}//p;b};q' Makefile

demo: build
	@exec "$$('$(SWIFT)' build -c $(CONFIGURATION) $(SWIFT_FLAGS) --show-bin-path)/clearinghouse" demo $(ARGS)

build: install-dependencies require-swift
	'$(SWIFT)' build -c $(CONFIGURATION) $(SWIFT_FLAGS)

test: install-dependencies install-schemas require-swift
	'$(SWIFT)' build --build-tests --disable-xctest $(SWIFT_FLAGS)
	SWT_EXPERIMENTAL_MAXIMUM_PARALLELIZATION_WIDTH=$(WIDTH) '$(SWIFT)' test --disable-xctest --parallel $(SWIFT_FLAGS)

bench: install-dependencies require-swift
	'$(SWIFT)' build -c release $(SWIFT_FLAGS) --product clearinghouse
	'$(SWIFT)' build -c release $(SWIFT_FLAGS) --product clearinghouse-bench
	@exec "$$('$(SWIFT)' build -c release $(SWIFT_FLAGS) --show-bin-path)/clearinghouse-bench" $(MEASURE) $(ARGS)

format: require-swift
	'$(SWIFT)' format --in-place --parallel --recursive Package.swift Sources Tests

lint: require-swift
	'$(SWIFT)' format lint --strict --parallel --recursive Package.swift Sources Tests

install-dependencies:
	@.ci/install-dependencies

# The published ISO 20022 schemas that bank files are held against.
install-schemas: install-dependencies
	@.ci/install-schemas

require-swift:
	@if [ -z '$(SWIFT)' ]; then \
	    echo 'Swift 6.3 is needed and was found neither in PATH nor under /opt/swift/usr/bin.' >&2; \
	    echo 'Install it from https://www.swift.org/install/linux/ or name it: make SWIFT=/path/to/swift …' >&2; \
	    exit 1; \
	fi
