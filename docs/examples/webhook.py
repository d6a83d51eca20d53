#!/usr/bin/env python3
"""Receives webhooks with nothing but Python's standard library (3.8 or later), behind a web server that speaks HTTPS.

    DEARCHIVE_WEBHOOK_SECRET=whsec_... PORT=8080 python3 webhook.py
"""

import base64
import hashlib
import hmac
import json
import os
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

TOLERANCE = 300  # seconds that a message may be old: a recorded one cannot be sent again later
LARGEST = 100_000  # bytes of a body; messages have less than 2,000
SECRET = os.environ["DEARCHIVE_WEBHOOK_SECRET"]
KEY = base64.b64decode(SECRET[len("whsec_"):] if SECRET.startswith("whsec_") else SECRET)


def is_signed(headers, body):
    """Tests whether a message comes from the server. `body` has the bytes as received."""
    message_id, timestamp = headers.get("webhook-id", ""), headers.get("webhook-timestamp", "")
    if not message_id or not timestamp.isdigit() or abs(time.time() - int(timestamp)) > TOLERANCE:
        return False
    signed = f"{message_id}.{timestamp}.".encode() + body
    expected = "v1," + base64.b64encode(hmac.new(KEY, signed, hashlib.sha256).digest()).decode()
    signatures = headers.get("webhook-signature", "").split(" ")
    return any([hmac.compare_digest(each.encode(), expected.encode()) for each in signatures])


class Receiver(BaseHTTPRequestHandler):
    def do_POST(self):
        length = min(int(self.headers.get("Content-Length", 0)), LARGEST)
        body = self.rfile.read(length)
        if not is_signed(self.headers, body):
            return self.answer(400)
        # A message may arrive twice: do nothing for a webhook-id that you have seen before.
        message = json.loads(body)
        run = message["data"]
        print(f"{message['type']}: run {run['id']}, {run['leads']['moved']} of {run['leads']['total']} leads moved", flush=True)
        self.answer(204)

    def answer(self, status):
        self.send_response(status)
        self.end_headers()

    def log_message(self, *_):
        pass


if __name__ == "__main__":
    ThreadingHTTPServer(("127.0.0.1", int(os.environ.get("PORT", "8080"))), Receiver).serve_forever()
