#!/bin/sh
# Makes docs/images/report.png, the picture in the README. Needs Chromium, and the packages that
# `cargo test --test page` installs below target/.
set -eu
cd "$(dirname "$0")/../.."
folder=$(mktemp -d)
trap 'rm -r "$folder"' EXIT
target/debug/go2doctor check -q --no-history --robot sim:sctp-silent --timeout 4 \
  --export "html=$folder/report.html" > /dev/null || test $? -eq 1
packages=$(ls -td target/page-node/*/ | head -n 1)
node "$packages/look.mjs" "$(command -v chromium)" "$folder/report.html" "$folder"
cp "$folder/report.png" docs/images/report.png
