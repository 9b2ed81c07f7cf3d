# Everything goes through here: each target first sees to it that what it needs is there.

SWIFT   ?= swift
PREFIX  ?= /usr/local
DESTDIR ?=
# Arguments for the program: make run ARGS="--model undercomplete"
ARGS    ?=

BUILD   := $(SWIFT) build -c release
BINARY   = .build/release/aexplorer
# Numeric code is hopelessly slow in debug builds, so tests run in release too.
TESTING := -c release -Xswiftc -enable-testing --scratch-path .build-tests

.PHONY: all deps build run test test-ui bench bench-ui bench-peers lint format install uninstall gallery clean help

all: build

help:
	@echo "make run        build and open the explorer on the shipped digits"
	@echo "make test       run every test"
	@echo "make build      build the program (release)"
	@echo "make bench      measure training throughput (M1 to M5)"
	@echo "make bench-ui   measure latency, cost and idleness of the screen"
	@echo "make bench-peers  run PyTorch, JAX and TensorFlow beside it (set up in PEERS, ../aexplorer-peers)"
	@echo "make lint       check formatting and documentation comments"
	@echo "make gallery    draw the pictures of README and docs anew"
	@echo "make install    install into PREFIX (default /usr/local)"

deps:
	@Scripts/deps.sh

build: deps
	$(BUILD) --product aexplorer

run: build
	@$(BINARY) $(ARGS)

test: deps
	$(SWIFT) test $(TESTING)
	@$(MAKE) --no-print-directory test-ui

# The real binary in a real pseudo-terminal.
test-ui: build
	@Scripts/python-env.sh .build-python pexpect pyte pillow safetensors numpy
	.build-python/bin/python -m unittest discover -s Tests/EndToEnd -p '*_test.py' -v

bench: build
	$(BINARY) bench --epochs 5

bench-ui: build
	@Scripts/python-env.sh .build-python pexpect pyte pillow safetensors numpy
	.build-python/bin/python Scripts/bench-ui.py $(BINARY) $(ARGS)

PEERS ?= ../aexplorer-peers
TENSORFLOW := $(if $(filter Darwin,$(shell uname)),tensorflow,tensorflow-cpu)
bench-peers: build
	@Scripts/python-env.sh "$(PEERS)/torch" torch==2.15.0 numpy==2.4.6
	@Scripts/python-env.sh "$(PEERS)/jax" jax==0.10.2 jaxlib==0.10.2 numpy==2.4.6
	@Scripts/python-env.sh "$(PEERS)/tf" $(TENSORFLOW)==2.21.0 keras==3.15.1 numpy==2.4.6
	"$(PEERS)/torch/bin/python" Tests/Reference/peers/compare.py --aexplorer $(BINARY) \
	  --peers "$(PEERS)" $(ARGS)

lint: deps
	$(SWIFT) format lint --strict --recursive --parallel Sources Tests Package.swift

format:
	$(SWIFT) format --in-place --recursive --parallel Sources Tests Package.swift

gallery: build
	Scripts/gallery.sh $(BINARY)

install: build
	install -d "$(DESTDIR)$(PREFIX)/bin" "$(DESTDIR)$(PREFIX)/share/aexplorer/datasets"
	install -m 755 $(BINARY) "$(DESTDIR)$(PREFIX)/bin/aexplorer"
	cp -R datasets/mnist-5k datasets/README.md "$(DESTDIR)$(PREFIX)/share/aexplorer/datasets/"

uninstall:
	rm -f "$(DESTDIR)$(PREFIX)/bin/aexplorer"
	rm -rf "$(DESTDIR)$(PREFIX)/share/aexplorer"

clean:
	rm -rf .build .build-tests .build-python
