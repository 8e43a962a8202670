#!/bin/sh
# Many random worlds, judged by the program and by the second implementation in tests/it/second, or held to the
# properties of tests/it/properties. The suite runs a few hundred; this is for a night, or after a rule was changed.
#
#   tests/sweep.sh [second|properties] [WORLDS] [FIRST-SEED]      5000 worlds of the second implementation, from seed 0
#
# A world that differs is told by its seed, with every number that differs, and its files are kept in the folder named:
#   ACORDO_SEED=4711 ACORDO_WORLDS=1 ACORDO_KEEP=1 cargo test --test it second_implementation -- --nocapture
set -eu
cd "$(dirname "$0")/.."
which=${1:-second}
case $which in
second) name=second_implementation_agrees_on_made_worlds ;;
properties) name=properties:: PROPTEST_RNG_SEED=${3:-0}; export PROPTEST_RNG_SEED ;;
*) sed -n '2,9p' "$0"; exit 2 ;;
esac
ACORDO_WORLDS=${2:-5000} ACORDO_SEED=${3:-0} ACORDO_KEEP=1 cargo test --test it "$name" -- --nocapture
