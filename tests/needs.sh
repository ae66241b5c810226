#!/usr/bin/env bash
# Gets Chromium and PostgreSQL for the tests where that needs no question: as root on Debian, from its packages.
# Elsewhere the tests that need them say in one line that they were skipped.
set -u
missing=()
command -v chromium >/dev/null || command -v chromium-browser >/dev/null || command -v google-chrome >/dev/null || missing+=(chromium)
ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || command -v initdb >/dev/null || missing+=(postgresql)
if [ "${#missing[@]}" -gt 0 ] && [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
  echo "Installing for the tests: ${missing[*]}"
  export DEBIAN_FRONTEND=noninteractive
  { apt-get update -qq && apt-get install -y -qq --no-install-recommends "${missing[@]}" fonts-noto-core; } >/dev/null 2>&1 ||
    echo "Could not install ${missing[*]}; the tests that need it will say so."
fi
exit 0
