#!/bin/sh
# Runs, for each golden file of the Arrow project, the operations that its integration test runner runs: first as a consumer of the golden
# file, then as the producer and the consumer of the JSON's data. Ends with exit code 77 (skipped) if there are no golden files.
#
#   integration_golden.sh <program> <folder with one folder per format version> <scratch folder>
set -eu
tool=$1
scratch=$3
rm -rf "$scratch"
mkdir -p "$scratch"
count=0

run() {
  "$tool" integration "$@" || { echo "failed for $golden: integration $*" >&2; exit 1; }
}

for compressed in "$2"/*/*.json.gz; do
  [ -e "$compressed" ] || continue
  golden=${compressed%.json.gz}
  json=$scratch/golden.json
  gzip -dc "$compressed" >"$json"
  run validate "$json" "$golden.arrow_file"
  run stream-to-file <"$golden.stream" >"$scratch/stream_as_file"
  run validate "$json" "$scratch/stream_as_file"
  run json-to-arrow "$json" "$scratch/json_as_file"
  run validate "$json" "$scratch/json_as_file"
  run file-to-stream "$scratch/json_as_file" >"$scratch/file_as_stream"
  run stream-to-file <"$scratch/file_as_stream" >"$scratch/stream_as_file"
  run validate "$json" "$scratch/stream_as_file"
  count=$((count + 1))
done
echo "$count golden files"
[ "$count" -gt 0 ] || exit 77
