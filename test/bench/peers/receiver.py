# The receiver of webhook tutorials. One process, as all others that are measured beside it.
import hashlib
import hmac
import json
import os

from fastapi import FastAPI, HTTPException, Request

SECRET = os.environ["WEBHOOK_SECRET"].encode()
app = FastAPI()


@app.get("/ping")
async def ping():
    return {"ok": True}


@app.post("/api/github/webhooks")
async def receive(request: Request):
    body = await request.body()
    expected = "sha256=" + hmac.new(SECRET, body, hashlib.sha256).hexdigest()
    if not hmac.compare_digest(expected, request.headers.get("x-hub-signature-256", "")):
        raise HTTPException(status_code=403)
    json.loads(body)
    return {"ok": True}
