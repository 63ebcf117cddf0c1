# SPDX-License-Identifier: Apache-2.0
# A thin face on Meson and scripts/; `make help` says what there is.

SCENE ?= airport
LISTEN ?= 127.0.0.1:8080
DATA ?= build/scene/$(SCENE)
SPEED ?=
FUZZ_SECONDS ?= 60
MUTATE_RUNS ?=
SOAK_SECONDS ?= 600
STUDY ?=

.PHONY: help run test bench study fuzz soak fresh lint format clean
.DEFAULT_GOAL := help

help: ## this list
	@sed -n 's/^\([a-z]*\):.*## /  make \1\t/p' $(MAKEFILE_LIST) | expand -t 16
	@echo
	@echo "  make run SCENE=autoferry-2 LISTEN=127.0.0.1:0 SPEED=4"
	@echo "  make study STUDY='--quick --scenarios radar,listening'"
	@echo "  recorded: $(notdir $(wildcard data/scenes/*))"
	@echo "  made up: $(basename $(notdir $(wildcard data/scenarios/*.yaml)))"

run: ## build, play a scene, print the map's address
	@scripts/run.sh "$(SCENE)" "$(LISTEN)" "$(DATA)" "$(SPEED)"

test: ## build with gcc and clang, run every test and check
	@scripts/setup.sh test
	@python3 scripts/test.py

bench: build/run/build.ninja ## every speed beside its bar (minutes)
	@ninja --quiet -C build/run
	@python3 scripts/bench.py build/run

study: build/run/build.ninja ## every figure beside its bar, and a page of them (hours)
	@ninja --quiet -C build/run
	@python3 bench/study/study.py build/run/src/cmd/luchtwacht $(STUDY)

fuzz: ## every reader, FUZZ_SECONDS (60) or MUTATE_RUNS each, from the saved seeds
	@scripts/setup.sh test
	@python3 scripts/fuzz.py $(if $(MUTATE_RUNS),--mutate $(MUTATE_RUNS),$(FUZZ_SECONDS))

soak: build/run/build.ninja ## play a scene over and over, watching memory
	@ninja --quiet -C build/run
	@python3 scripts/soak.py build/run/src/cmd/luchtwacht $(SOAK_SECONDS)

fresh: ## both commands in a clean Debian 12 root (needs root; slow)
	@scripts/fresh.sh

lint: ## format, clang-tidy, cppcheck, layers, house rules
	@scripts/setup.sh test
	@python3 scripts/lint.py

format: ## clang-format over every source
	@git ls-files '*.c' '*.h' | xargs clang-format -i

clean: ## remove everything that was built
	rm -rf build web/dist

build/run/build.ninja:
	@scripts/setup.sh run
	@meson setup --buildtype=release build/run
