#!/usr/bin/env python3
"""Restores archived leads through the REST API, with nothing but Python's standard library (3.8 or later).

    DEARCHIVE_URL=https://dialer.example.com DEARCHIVE_KEY=vda_... python3 dearchive.py 4 5 6
    DEARCHIVE_URL=https://dialer.example.com DEARCHIVE_KEY=vda_... python3 dearchive.py ids.txt   # one id per line

Exit codes: 0 all batches done, 1 a batch was refused or failed, 2 wrong arguments.
"""

import http.client
import json
import os
import random
import sys
import time
import urllib.error
import urllib.request
import uuid

BATCH = 500  # leads per request, the default limit of a key
ATTEMPTS = 10  # per failing request, about two minutes with the pauses between them
TIMEOUT = 120  # seconds to wait for an answer
COUNTS = ("select_count", "insert_count", "delete_count")


class Failed(Exception):
    """A batch was refused, or failed too often."""


class NoRedirects(urllib.request.HTTPRedirectHandler):
    """Refuses redirects: urllib would turn the POST into a GET and send the API key to another address."""

    def redirect_request(self, *_):
        return None


opener = urllib.request.build_opener(NoRedirects)


def read_ids(words):
    """Reads the ids and removes duplicates: the API refuses a batch that names a lead twice."""
    if len(words) == 1 and not words[0].isdigit():
        with open(words[0], encoding="utf-8-sig") as lines:
            words = lines.read().split()
    if not words:
        raise ValueError("no leads")
    return list(dict.fromkeys(int(word) for word in words))


def send_request(url, api_key, body, idempotency_key):
    """Sends one request. Returns status, headers and text of the answer, with status 0 without a complete answer."""
    headers = {
        "Authorization": "Key=" + api_key,
        "Content-Type": "application/json",
        "Idempotency-Key": idempotency_key,
    }
    request = urllib.request.Request(url, data=body, headers=headers, method="POST")
    try:
        with opener.open(request, timeout=TIMEOUT) as answer:
            return answer.status, answer.headers, answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.headers, error.read().decode(errors="replace")
    except (OSError, http.client.HTTPException) as error:
        return 0, {}, str(error)


def read_counts(text):
    """Reads the counts of a successful answer. A page of a proxy has none."""
    try:
        answer = json.loads(text)
        return [answer[name] for name in COUNTS]
    except (ValueError, KeyError, TypeError):
        raise Failed("this is not an answer of the API: " + text[:200]) from None


def send_batch(url, api_key, ids):
    """Sends one batch until it is done and returns its counts.

    Every attempt has the same Idempotency-Key, so a retry after a lost answer gets that answer again and moves
    nothing twice.
    """
    body = json.dumps({"insert_leads": True, "delete_leads": True, "lead_ids": ids}).encode()
    idempotency_key = str(uuid.uuid4())
    failures, pause = 0, 1
    while True:
        status, headers, text = send_request(url, api_key, body, idempotency_key)
        after = headers.get("Retry-After", "")
        seconds = int(after) if after.isdigit() else 0
        if status == 200:
            return read_counts(text)
        if status in (403, 429) and seconds:
            # Office hours or the rate limit: wait, and do not count it as a failure.
            print(f"waiting {seconds} s, as the server asks", file=sys.stderr)
            time.sleep(seconds)
            continue
        failures += 1
        if not (status in (0, 409) or status >= 500) or failures == ATTEMPTS:
            raise Failed(f"failed with {status}: {text}")
        print(f"request failed ({status}), trying again", file=sys.stderr)
        time.sleep(max(pause, seconds) + random.random())
        pause = min(pause * 2, 30)


def main():
    try:
        url = os.environ["DEARCHIVE_URL"].rstrip("/") + "/vicidial/leads/dearchive"
        api_key = os.environ["DEARCHIVE_KEY"]
        ids = read_ids(sys.argv[1:])
    except KeyError as missing:
        print(f"{missing.args[0]} must be set", file=sys.stderr)
        return 2
    except (ValueError, OSError) as error:
        print(f"{error}\nusage: dearchive.py ID... | FILE", file=sys.stderr)
        return 2

    totals = [0, 0, 0]
    try:
        for start in range(0, len(ids), BATCH):
            counts = send_batch(url, api_key, ids[start : start + BATCH])
            totals = [total + count for total, count in zip(totals, counts)]
    except Failed as error:
        print(error, file=sys.stderr)
        return 1
    finally:
        print("{} leads found, {} inserted, {} deleted".format(*totals))
    return 0


if __name__ == "__main__":
    sys.exit(main())
