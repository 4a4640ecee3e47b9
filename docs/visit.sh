#!/bin/sh
# A whole visit with curl: token, open, issue, next, start, finish, wait log.
#
#   sh docs/visit.sh [ADDRESS] [DATA]
#
# ADDRESS is where the hall runs (http://localhost:8080), DATA its data folder (./data). Needs curl and sed.
set -eu

address=${1:-http://localhost:8080}
data=${2:-data}
api=$address/api/v1

# The command of this checkout, else an installed one.
command=hallqueue
if [ -x .venv/bin/hallqueue ]; then command=.venv/bin/hallqueue; fi

# Every call answers JSON; a refusal is a problem with a code and a sentence, which curl prints before it stops.
call() { curl --silent --show-error --fail-with-body --header "Authorization: Bearer $token" "$@"; echo; }
post() { path=$1; shift; call --json "${1:-{\}}" "$api$path"; }
field() { sed -n "s/.*\"$1\":\"\{0,1\}\([^\",}]*\).*/\1/p" | head -n 1; }

# A token is the right to act: this one may do all that an administrator may. The log will say token:visit.
token=$("$command" token create --role admin --name visit --data "$data")

echo "Window 1 opens:"
post /counters/1/open

echo "A citizen takes a number for farm benefits. The key makes it safe to send again:"
ticket=$(call --json '{"service": "FARM", "language": "zh-Hans"}' --header "Idempotency-Key: visit-$$" "$api/tickets")
echo "$ticket"

echo "Whoever holds the ticket's token sees how it stands, without signing in:"
curl --silent --fail-with-body "$api/tickets/$(echo "$ticket" | field token)"; echo

echo "The clerk calls the next one:"
post /counters/1/next
turn=$(call "$api/counters/1" | sed 's/.*"turn"://' | field id)

echo "The citizen is there. 'turn' is what the clerk saw, so that two presses are one:"
post /counters/1/start "{\"turn\": $turn}"

echo "Done:"
post /counters/1/finish "{\"turn\": $turn, \"outcome\": \"finished\"}"

echo "Window 1 closes:"
post /counters/1/close

echo "The wait log of today, for a spreadsheet:"
call "$api/turns.csv"
