# Sourced by script/server and script/test: everything a machine with bash and Python >= 3.11 alone needs.
# Sets PY to the interpreter of the project's own environment. Expects LOCK to name the lock file.

say() { printf '\033[1m•\033[0m %s\n' "$*"; }
die() { printf '\n✗ %s\n' "$*" >&2; exit 1; }

find_python() {
  local candidate
  for candidate in "${PYTHON:-}" python3.13 python3.12 python3.11 python3 python; do
    [ -n "$candidate" ] || continue
    command -v "$candidate" >/dev/null 2>&1 || continue
    if "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
      echo "$candidate"
      return
    fi
  done
  die "Python 3.11 or later is needed. Install it, or name it: PYTHON=/path/to/python $0"
}

prepare() {
  local python stamp wanted
  PY=.venv/bin/python
  if ! "$PY" -c 'import pip, sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
    python=$(find_python) || exit 1
    say "Making the environment .venv with $("$python" --version)"
    rm -rf .venv
    "$python" -m venv .venv 2>/tmp/concerto-venv.$$ || {
      cat /tmp/concerto-venv.$$ >&2
      die "Python could not make a virtual environment. On Debian or Ubuntu: apt install python3-venv"
    }
    rm -f /tmp/concerto-venv.$$
  fi
  wanted=$(cksum <"$LOCK")
  stamp=.venv/.installed-$(basename "$LOCK")
  if [ "$(cat "$stamp" 2>/dev/null)" != "$wanted" ]; then
    say "Installing the locked dependencies ($LOCK); a few minutes the first time"
    "$PY" -m pip install --quiet --disable-pip-version-check --require-hashes -r "$LOCK" ||
      die "The dependencies could not be installed. Check the network (or PIP_INDEX_URL), then run the same command again."
    echo "$wanted" >"$stamp"
  fi
}
