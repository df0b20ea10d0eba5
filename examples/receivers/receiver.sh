#!/usr/bin/env bash
# Verifies one request of Hub Relay, in either format: its body and its headers ("name: value", one a line), each in a file.
#
#     WEBHOOK_SECRET=… bash receiver.sh body.json headers.txt && work-with body.json
#
# While one secret follows another, WEBHOOK_SECRET_OLD is accepted too. The same id may arrive twice: do its work once.
# Behind any server that writes the body byte by byte to a file. Bash 3.2 or newer, openssl and od.
set -euo pipefail
export LC_ALL=C

body=${1:?the file of the body} headers=${2:?the file of the headers}
: "${WEBHOOK_SECRET:?is not set}"
tolerance=300 # seconds

to_hex() { od -An -v -tx1 | tr -d ' \n'; }
sha256() { openssl dgst -sha256 -binary; }

# HMAC of what comes in, in hex, after RFC 2104: openssl takes a key only on its command line, where others can read it.
hmac() { # the key in hex
  local key=$1 inner='' outer='' at byte
  if ((${#key} > 128)); then key=$(unhex "$key" | sha256 | to_hex); fi
  while ((${#key} < 128)); do key+=00; done
  for ((at = 0; at < 128; at += 2)); do
    byte=$((16#${key:at:2}))
    printf -v inner '%s\\x%02x' "$inner" $((byte ^ 0x36))
    printf -v outer '%s\\x%02x' "$outer" $((byte ^ 0x5c))
  done
  { printf "$outer"; { printf "$inner"; cat; } | sha256; } | sha256 | to_hex
}
unhex() { printf '%b' "$(printf '%s' "$1" | sed 's/../\\x&/g')"; }

header() { # its name; the value, or nothing
  local line
  shopt -s nocasematch
  while IFS= read -r line || [[ -n $line ]]; do
    line=${line%$'\r'}
    if [[ ${line%%:*} == "$1" ]]; then
      line=${line#*:}
      printf '%s' "${line#"${line%%[! ]*}"}"
      break
    fi
  done <"$headers"
}

# Their hashes are compared: how long that takes tells nothing of the signature.
equal() { [[ $(printf '%s' "$1" | sha256 | to_hex) == $(printf '%s' "$2" | sha256 | to_hex) ]]; }

is_signed() { # the secret
  local id timestamp now signature expected each
  signature=$(header webhook-signature)
  if [[ -z $signature ]]; then
    equal "$(header x-hub-signature-256)" "sha256=$(hmac "$(printf '%s' "$1" | to_hex)" <"$body")"
    return
  fi
  id=$(header webhook-id) timestamp=$(header webhook-timestamp) now=$(date +%s)
  # A full stop would let the id take over a part of the timestamp.
  [[ $1 == whsec_* && -n $id && $id != *.* && $timestamp =~ ^(0|[1-9][0-9]{0,11})$ ]] || return 1
  ((now - timestamp <= tolerance && timestamp - now <= tolerance)) || return 1
  expected=$({ printf '%s.%s.' "$id" "$timestamp"; cat "$body"; } |
    hmac "$(printf '%s' "${1#whsec_}" | openssl base64 -d -A | to_hex)")
  expected=v1,$(unhex "$expected" | openssl base64 -A)
  for each in $signature; do
    if equal "$each" "$expected"; then return; fi
  done
  return 1
}

for secret in "$WEBHOOK_SECRET" "${WEBHOOK_SECRET_OLD:-}"; do
  if [[ -n $secret ]] && is_signed "$secret"; then echo valid; exit; fi
done
echo 'refused: not signed with this secret, or more than 5 minutes ago' >&2
exit 1
