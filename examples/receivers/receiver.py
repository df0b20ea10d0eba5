"""Takes what Hub Relay sends, in either format, behind a proxy that ends TLS.

    WEBHOOK_SECRET=... PORT=8080 python3 receiver.py

While one secret follows another, WEBHOOK_SECRET_OLD is accepted too. The same id may arrive twice: do its work once.
Python 3.9 or newer, its standard library alone.
"""

import base64
import hashlib
import hmac
import os
import re
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

TOLERANCE = 5 * 60  # seconds
MOST_BYTES = 25 * 1024 * 1024


def is_signed(secret, headers, body):
    """Whether these bytes are signed with this secret. Names of headers in lower case, or a mapping for which case is one."""
    signature = headers.get("webhook-signature")
    if signature is None:
        signature = headers.get("x-hub-signature-256") or ""
        expected = "sha256=" + hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()
        return hmac.compare_digest(signature.encode(), expected.encode())

    message_id = headers.get("webhook-id") or ""
    timestamp = headers.get("webhook-timestamp") or ""
    # A full stop would let the id take over a part of the timestamp.
    if not re.fullmatch(r"[^.]+", message_id) or not re.fullmatch(r"[0-9]{1,12}", timestamp):
        return False
    if abs(time.time() - int(timestamp)) > TOLERANCE or not secret.startswith("whsec_"):
        return False
    key = base64.b64decode(secret[len("whsec_") :])
    digest = hmac.new(key, f"{message_id}.{timestamp}.".encode() + body, hashlib.sha256).digest()
    expected = b"v1," + base64.b64encode(digest)
    return any(hmac.compare_digest(each.encode(), expected) for each in signature.split(" "))


def verify(secrets, headers, body):
    return any([is_signed(secret, headers, body) for secret in secrets])


class Receiver(BaseHTTPRequestHandler):
    timeout = 30  # seconds, for a client that falls silent

    def do_POST(self):
        length = self.headers.get("content-length") or ""
        if not re.fullmatch(r"[0-9]{1,10}", length):
            return self.answer(411)
        if int(length) > MOST_BYTES:
            return self.answer(413)
        # Byte by byte: parsed and printed again, it would be another body.
        body = self.rfile.read(int(length))
        if not verify(SECRETS, self.headers, body):
            return self.answer(401)
        # Here begins your part: keep it, answer, then work.
        print("received", self.headers.get("webhook-id") or self.headers.get("x-github-delivery"), flush=True)
        return self.answer(204)

    def answer(self, status):
        self.send_response(status)
        self.end_headers()


if __name__ == "__main__":
    SECRETS = [os.environ[name] for name in ("WEBHOOK_SECRET", "WEBHOOK_SECRET_OLD") if os.environ.get(name)]
    if not SECRETS:
        raise SystemExit("WEBHOOK_SECRET is not set")
    ThreadingHTTPServer(("127.0.0.1", int(os.environ.get("PORT", "8080"))), Receiver).serve_forever()
