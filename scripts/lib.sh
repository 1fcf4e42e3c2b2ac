# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash disable=SC2034  # the lists are for those who source this
# What the other scripts share; sourced, never run. Everything it says goes to stderr.

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)

build_packages=(build-essential cmake ninja-build pkg-config clang llvm libbpf-dev bpftool
  libelf-dev zlib1g-dev libcli11-dev libfmt-dev rapidjson-dev libsqlite3-dev prometheus-cpp-dev
  libcap-dev libseccomp-dev)
test_packages=(googletest libgtest-dev libgmock-dev libclang-rt-dev net-tools iproute2 procps
  python3 clang-format cppcheck shellcheck man-db debian-archive-keyring prometheus systemd
  debootstrap dpkg-dev zsh fish)
bench_packages=(bpftrace libbpf-tools iproute2 net-tools prometheus-node-exporter)
lint_packages=(clang-tidy-14)

say() { printf '%s\n' "$*" >&2; }

# quietly COMMAND...: its output appears only when it fails.
quietly() {
  local log status=0
  log=$(mktemp)
  "$@" >"$log" 2>&1 </dev/null || status=$?
  if ((status != 0)); then
    cat "$log" >&2
    say "failed ($status): $*"
  fi
  rm -f "$log"
  return "$status"
}

# need_packages NAME...: installs those that are missing. Exit code 3 when it may not.
need_packages() {
  local -A installed=()
  local -a missing=()
  local package status
  # On another distribution CMake says what it does not find.
  command -v dpkg-query >/dev/null || return 0
  while read -r status package; do
    [[ $status == installed ]] && installed[$package]=1
  done < <(dpkg-query -W -f='${db:Status-Status} ${Package}\n' "$@" 2>/dev/null)
  for package; do
    [[ -v "installed[$package]" ]] || missing+=("$package")
  done
  ((${#missing[@]} > 0)) || return 0
  if ((EUID != 0)); then
    say "packages are missing; as root, run: apt-get install --no-install-recommends ${missing[*]}"
    exit 3
  fi
  say "installing ${missing[*]}"
  export DEBIAN_FRONTEND=noninteractive
  # A source that does not answer need not be the one that has the packages.
  quietly apt-get -o DPkg::Lock::Timeout=300 update || say "going on with the package lists there are"
  quietly apt-get -o DPkg::Lock::Timeout=300 install -y --no-install-recommends "${missing[@]}" ||
    exit 1
}

# without_services COMMAND...: packages that it installs start nothing, now or at the next boot.
without_services() {
  local policy=/usr/sbin/policy-rc.d units=/lib/systemd/system unit status=0
  local -a absent=()
  for unit in prometheus.service prometheus-node-exporter.service; do
    [[ -e $units/$unit ]] || absent+=("$unit")
  done
  if [[ -e $policy || ${#absent[@]} -eq 0 || $EUID -ne 0 ]]; then
    "$@" || status=$?
  else
    # In a subshell, so that it is gone however the command ends.
    (
      trap 'rm -f "$policy"' EXIT
      printf '#!/bin/sh\nexit 101\n' >"$policy"
      chmod 755 "$policy"
      "$@"
    ) || status=$?
  fi
  for unit in "${absent[@]}"; do
    if [[ -e $units/$unit ]] && command -v systemctl >/dev/null; then
      quietly systemctl --no-reload disable "$unit" || say "$unit starts at the next boot"
    fi
  done
  return "$status"
}

# cppcheck_sources PATH...: prints what cppcheck finds in them, a line each. Its exit code says only
# whether it got through.
cppcheck_sources() {
  # What version 2.10 takes for faults and are none.
  local -a suppressed=(
    # Tables of constants, and views of them, it takes for temporaries.
    returnTempReference returnDanglingLifetime
    # A member of the same name as the variable that is set from it.
    selfAssignment:userspace/view/port.cpp
    # Moved in the next statement, and not at all in a loop.
    accessMoved:userspace/export/families.cpp
    # A reference into a node is moved from: no copy is elided.
    returnStdMoveLocal:userspace/daemon/answers.cpp
    # Owned by the shared pointer that is returned.
    leakReturnValNotUsed:userspace/daemon/answers.cpp
    # is_first() says which of the two is not empty.
    containerOutOfBounds:userspace/daemon/audit.cpp
    # Room for digits, read as far as they were written.
    uninitMemberVar:userspace/netstat/columns.h
    # The system's headers are not looked for.
    missingIncludeSystem unmatchedSuppression
  )
  cppcheck -j "$(nproc)" --std=c++20 --enable=warning,performance,portability --quiet \
    --template='{file}:{line}:{column}: warning: {message} [cppcheck-{id}]' \
    "${suppressed[@]/#/--suppress=}" -I userspace -DBPFNETSTAT_VERSION='"0"' "$@" 2>&1
}

# configured PRESET TESTS: whether build/PRESET is set up for this tree, with tests if TESTS=ON.
configured() {
  local cache=$root/build/$1/CMakeCache.txt
  [[ -f $root/build/$1/build.ninja ]] &&
    grep -qxF "CMAKE_HOME_DIRECTORY:INTERNAL=$root" "$cache" &&
    { [[ $2 == OFF ]] || grep -qx 'BPFNETSTAT_TESTS:BOOL=ON' "$cache"; }
}

# build PRESET TESTS TARGET...: brings these up to date. With TESTS=OFF no test package is needed.
build() {
  local preset=$1 tests=$2
  shift 2
  mkdir -p "$root/build"
  # Two of us in one build directory would spoil it; the lock ends with this subshell.
  (
    cd "$root" || exit
    flock 9
    if ! configured "$preset" "$tests"; then
      say "configuring and building $preset, once"
      quietly cmake --preset "$preset" --fresh "-DBPFNETSTAT_TESTS=$tests" 9>&-
    fi
    quietly cmake --build "build/$preset" --target "$@" --parallel "$(nproc)" 9>&-
  ) 9>"$root/build/.lock"
}
