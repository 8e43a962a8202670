#!/usr/bin/env bash
# Whether a change made the program slower: two builds of it do one job by turns, and the least processor time of
# either counts, since a busy machine only ever adds to it. Fails where the new one takes over 15 % more.
#
#   tests/bench.sh OLD NEW [LEADS] [TURNS]     two programs; 200,000 leads with two activities each, 5 turns
#
# The stages of a run stand in `acordo run --timings`.
set -euo pipefail
[ $# -ge 2 ] || { sed -n '2,7p' "$0"; exit 2; }
old=$(realpath "$1") new=$(realpath "$2") leads=${3:-200000} turns=${4:-5}
room=$(mktemp -d)
trap 'rm -rf "$room"' EXIT
cd "$room"

cat >acordo.toml <<'TOML'
[agreement]
name = "Bench"
language = "en"
timezone = "America/Sao_Paulo"
[objective]
period = "month"
sales = 500
leads-per-sale = 6
[working-time]
weekdays = ["09:00-12:00", "13:00-18:00"]
[[commitment]]
team = "marketing"
metric = "leads-delivered"
target = "plan"
[[commitment]]
team = "sales"
metric = "first-attempt"
within = "1h"
target = "90%"
[[commitment]]
team = "sales"
metric = "attempts"
attempts = 6
within = "10d"
target = "90%"
[[commitment]]
team = "both"
metric = "conversion"
from-stage = "delivered"
to-stage = "won"
within = "60d"
target = "1:6"
[report]
folder = "reports"
[mail]
from = "a@example.com"
deliver = { folder = "outbox" }
sales = ["s@example.com"]
[[source]]
name = "leads"
table = "leads"
files = "leads.csv"
[source.columns]
id = "id"
email = "email"
name = "name"
company = "company"
phone = "phone"
source = "source"
owner = "owner"
created = "created"
delivered = "delivered"
sql = "sql"
won = "won"
[[source]]
name = "activities"
table = "activities"
files = "activities.csv"
[source.columns]
lead = "lead"
at = "at"
channel = "channel"
outcome = "outcome"
owner = "owner"
TOML

# Ten months of leads in order of time; a third is delivered, a sixth of those is won.
awk -v leads="$leads" '
function at(seconds,  day, left) {
    day = int(seconds / 86400); left = seconds % 86400
    return sprintf("%02d/%02d/2026 %02d:%02d:%02d", day % 28 + 1, int(day / 28) % 11 + 1, left / 3600, left / 60 % 60, left % 60)
}
function some(days) { return 3600 + int(rand() * days * 86400) }
BEGIN {
    srand(7); OFS = ","
    split("Google Ads,Meta Ads,Organic,Referral,E-mail", sources, ",")
    split("Call,E-mail,WhatsApp", channels, ",")
    split("No answer,Connected,Voicemail", outcomes, ",")
    print "id", "email", "name", "company", "phone", "source", "owner", "created", "delivered", "sql", "won" >"leads.csv"
    print "lead", "at", "channel", "outcome", "owner" >"activities.csv"
    for (lead = 0; lead < leads; lead++) {
        created = lead * 280 * 86400 / leads
        delivered = rand() < 0.35 ? created + some(5) : 0
        sql = delivered && rand() < 0.5 ? delivered + some(5) : 0
        won = sql && rand() < 0.3 ? sql + some(9) : 0
        owner = sprintf("Seller %02d", int(rand() * 24))
        print lead, "lead" lead "@company" lead % 5000 ".com", "Person " lead, "Company " lead % 5000,
            sprintf("+55 11 9%08d", lead), sources[int(rand() * 5) + 1], owner, at(created),
            delivered ? at(delivered) : "", sql ? at(sql) : "", won ? at(won) : "" >"leads.csv"
        for (tries = delivered ? 6 : 0; tries > 0; tries--)
            print lead, at(delivered + some(10)), channels[int(rand() * 3) + 1], outcomes[int(rand() * 3) + 1], owner >"activities.csv"
    }
}'

# Processor time of a run in milliseconds, of all its threads.
spent() {
    rm -rf acordo.db* reports outbox
    local TIMEFORMAT='%3U %3S' times
    times=$({ time "$1" -q run --as-of 2026-11-20T08:00 --no-mail >told 2>&1; } 2>&1) ||
        { cat told; echo "$1 did not run"; exit 1; } >&2
    awk '{ printf "%d", ($1 + $2) * 1000 }' <<<"${times//,/.}"
}

least() { printf '%s\n' "$@" | sort -n | head -1; }
most() { printf '%s\n' "$@" | sort -n | tail -1; }

before=() after=()
for ((turn = 0; turn <= turns; turn++)); do
    one=$(spent "$old") other=$(spent "$new")
    # The first turn warms the file cache.
    [ "$turn" -eq 0 ] || { before+=("$one"); after+=("$other"); }
done
was=$(least "${before[@]}") is=$(least "${after[@]}")
echo "old: $was ms of processor time at least, $(most "${before[@]}") ms at most"
echo "new: $is ms of processor time at least, $(most "${after[@]}") ms at most"
echo "new to old: $((is * 100 / was)) %"
((is * 100 <= was * 115)) || { echo "slower by more than 15 %"; exit 1; }
