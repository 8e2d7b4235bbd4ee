#!/usr/bin/env bash
# Every peer on the bad link (300 ms, 256/64 kbit/s) and on the fast one, at a tenth of the records, one after another.
# YIZHAN_REPO names the product's folder. Then: node restore.mjs, node table.mjs.
cd "$(dirname "$0")" || exit 1
for link in bad lan; do
  for peer in "yizhan" "yjs --variant pmd" "rxdb --variant gzip" "tinybase --variant pmd" "triplit" "pouchdb"; do
    # shellcheck disable=SC2086
    timeout 600 node lib/harness.mjs $peer --scale 0.1 --link "$link" --timeout 200
  done
done
