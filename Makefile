# SPDX-License-Identifier: GPL-3.0-or-later
# The entry points. Everything else is meson: `meson setup build && meson test -C build`.
#   make run | build | test | test-slurm | check-all | bench | compare | exact | fuzz | sanitize | format | translations | screenshot | install | uninstall | deb | flatpak | clean
# Variables: PACKAGES=no (install no packages), MESONFLAGS (for meson setup), prefix and DESTDIR (for install).
SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.PHONY: run build test check-all bench compare ablation exact fuzz sanitize format translations screenshot install clean
.PHONY: uninstall deb flatpak packages-flatpak packages-deb test-slurm packages-build packages-run packages-test packages-screenshot packages-fuzz packages-compare packages-check packages-other-debian
.DEFAULT_GOAL := build

PACKAGES ?= yes
SOURCES = $(shell git ls-files '*.c' '*.h' '*.cpp')
# A virtual display, a separate session bus, drawing on the CPU.
HEADLESS = xvfb-run -a -s '-screen 0 1400x900x24' dbus-run-session -- \
  env GDK_BACKEND=x11 GSK_RENDERER=cairo LIBGL_ALWAYS_SOFTWARE=1 NO_AT_BRIDGE=0

SAMPLE_INDEX = 15
SAMPLE = build/sample.png
SAMPLE_CORRUPTION = --corruption motion_blur --severity 5 --seed 1

# All that a stage needs, in one go.
groups_run = build
groups_deb = build
groups_test = build run
groups_screenshot = build run
groups_fuzz = build
packages-build packages-run packages-test packages-deb packages-screenshot packages-fuzz packages-compare packages-check packages-other-debian packages-flatpak: packages-%:
	@[ '$(PACKAGES)' = no ] || tools/install-packages.sh $(groups_$*) $*

build/build.ninja: | packages-build
	@echo "Compiling takes about $$(( 10 / $$(nproc) + 1 )) minutes the first time."
	meson setup build $(if $(prefix),-Dprefix='$(prefix)') $(MESONFLAGS)

# meson builds the programs in build/src/…; both find their packs and the libtorch module from there.
build: packages-build build/build.ninja
	@if [ -n '$(prefix)' ] && [ "$$(tools/can-install.sh --prefix build)" != '$(prefix)' ]; then \
	  meson configure build -Dprefix='$(prefix)'; \
	fi
	ninja -C build installed
	@ln -sfn src/cli/tauscope-cli build/tauscope-cli
	@ln -sfn src/app/tauscope build/tauscope

run: packages-run build
	@label=$$(build/tauscope-cli render signs:test --index $(SAMPLE_INDEX) $(SAMPLE)); \
	if [ -n "$${DISPLAY:-}$${WAYLAND_DISPLAY:-}" ]; then \
	  GSETTINGS_SCHEMA_DIR=build/data exec build/tauscope; \
	fi; \
	echo 'There is no display (neither DISPLAY nor WAYLAND_DISPLAY is set). Showing the same without the window:'; \
	build/tauscope-cli inspect --label "$$label" $(SAMPLE_CORRUPTION) $(SAMPLE); \
	build/tauscope-cli figure --label "$$label" $(SAMPLE_CORRUPTION) $(SAMPLE) -o tauscope-figure.png; \
	echo 'Figure 3 of this image: tauscope-figure.png'

test: packages-test build
	@rm -f build/meson-logs/testlog.json
	@status=0; \
	$(HEADLESS) meson test -C build --no-suite slow --print-errorlogs $(TESTFLAGS) || status=$$?; \
	tools/test-summary.py build; \
	exit $$status

# The evaluation as a job array, on a Slurm of its own. Debian starts Slurm's daemons when it is installed; where this
# installs it, they are stopped and not enabled again.
test-slurm: build
	@if [ '$(PACKAGES)' != no ] && ! PATH=$$PATH:/usr/sbin command -v slurmd >/dev/null; then \
	  tools/install-packages.sh slurm; \
	  [ ! -d /run/systemd/system ] || $$([ $$(id -u) -eq 0 ] || echo sudo) systemctl disable --now slurmctld slurmd munge; \
	fi
	meson test -C build --print-errorlogs cli-evaluate

# Runs each file reader under libFuzzer for FUZZ_SECONDS (default 60).
fuzz: packages-fuzz
	tests/fuzz/run.sh

# Takes hours with the defaults; called again, it continues. OPTIONS: options of tools/ablation.py.
ablation: build
	@tools/ablation.py --pack '$(PACK)' --dataset '$(DATASET)' --test '$(TEST)' \
	  --work 'build/ablation-$(notdir $(PACK))' -o data/docs/ablation.md $(OPTIONS)

# Compares the corruptions with the reference's outputs: a Markdown table of the differences.
exact: build
	@ninja -C build --quiet tests/corruption/exact-table
	@TAUSCOPE_SHARED='$(abspath ../shared)' build/tests/corruption/exact-table

# Measurements as Markdown tables; next to Python if `make packages-compare` has been called.
bench: build
	@for source in tests/bench/bench-*.c; do \
	  name=$$(basename "$$source" .c); \
	  ninja -C build --quiet "tests/bench/$$name"; \
	  printf '\n## %s\n\n' "$$name"; \
	  "build/tests/bench/$$name"; \
	done
	@for name in "bench-gallery" "bench-sweep data/packs/signs" "bench-folder data/packs/signs"; do \
	  program=$${name%% *}; \
	  ninja -C build --quiet "tests/app/$$program"; \
	  printf '\n## %s\n\n' "$$program"; \
	  if command -v xvfb-run >/dev/null; then \
	    GDK_BACKEND=x11 GSK_RENDERER=cairo GSETTINGS_BACKEND=memory xvfb-run -a build/tests/app/$$name; \
	  else echo "needs xvfb-run"; fi; \
	done
	@$(COMPARE)

# Compares training, evaluation and inference with the same work in Python on the same libtorch.
compare: build packages-compare
	@$(COMPARE)

COMPARE = ninja -C build --quiet tests/bench/bench-target; \
	for name in train evaluate classifiers speed; do \
	  printf '\n\#\# compare: %s\n\n' "$$name"; \
	  /usr/bin/python3 "tests/compare/$$name.py" || [ $$? = 77 ]; \
	done

# Suites for what `make test` does not cover (tools/check-all lists them): make check-all SUITES="asan tsan".
check-all: packages-test packages-check packages-other-debian
	@tools/check-all $(SUITES)

# All tests under AddressSanitizer and UBSan.
sanitize: packages-test
	@tools/check-all asan

format:
	clang-format -i $(SOURCES)

# After a change of visible strings: updates POTFILES, the template, and the translations.
translations: build/build.ninja
	tools/potfiles.sh > po/POTFILES.new && mv po/POTFILES.new po/POTFILES
	ninja -C build tauscope-pot tauscope-update-po

screenshot: packages-screenshot build
	tools/screenshot.sh

# As root, nothing is compiled: `make build prefix=/usr/local && sudo make install`.
install:
	@if [ "$$(id -u)" -ne 0 ] || [ ! -e build/tauscope ]; then $(MAKE) --no-print-directory build; fi
	@tools/can-install.sh build '$(DESTDIR)' '$(prefix)'
	meson install -C build --no-rebuild --quiet $(if $(DESTDIR),--destdir "$$(realpath -m -- '$(DESTDIR)')")

uninstall:
	@ninja -C build uninstall

# Debian packages in build-deb/; tools/deb-test tries them in clean roots.
deb: packages-deb
	tools/build-deb

# The Flatpak, built, packed in one file and tested in its sandbox (flatpak/README.md).
flatpak: packages-flatpak
	@flatpak/build

clean:
	rm -rf build build-check build-deb build-flatpak
