"""A double of GOV.UK Notify on this machine: it checks what comes as the public API says, and can fail."""

import json
import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from urllib.parse import parse_qs, urlsplit
from uuid import uuid4

import jwt

SERVICE = "11111111-1111-4111-8111-111111111111"
SECRET = "33333333-3333-4333-8333-333333333333"  # noqa: S105 - made up
KEY = f"made_up-{SERVICE}-{SECRET}"
TEMPLATE = "55555555-5555-4555-8555-555555555555"
MAY = {
    *("email_address", "template_id", "personalisation", "reference"),
    *("email_reply_to_id", "one_click_unsubscribe_url", "sanitise_content_for"),
}
UUID_FORM = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
ADDRESS = re.compile(r"(?!.*\.\.)[^@\s]+@[^@\s]+\.[a-z]+")
Answer = tuple[int, dict[str, Any]]
DROPPED = "DROP"


def error(status: int, kind: str, message: str) -> Answer:
    return status, {"status_code": status, "errors": [{"error": kind, "message": message}]}


TOO_MANY = error(
    429, "RateLimitError", "Exceeded rate limit for key type LIVE of 3000 requests per 60 seconds"
)
BROKEN = error(500, "Exception", "Internal server error")
TRIAL = error(
    400, "BadRequestError", "Can't send to this recipient when service is in trial mode - see https://notify"
)


@dataclass
class Notify:
    """What was taken, and what the next calls are answered; DROPPED takes the letter and hangs up."""

    taken: list[dict[str, Any]] = field(default_factory=list)
    answers: list[Answer | str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    """Method and path of each call."""

    def take(self, authorization: str, letter: dict[str, Any]) -> Answer:
        refused = self.check_token(authorization) or self.check_letter(letter)
        if refused:
            return refused
        identifier = str(uuid4())
        self.taken.append({"id": identifier, **letter})
        told = letter["personalisation"]
        return 201, {
            "id": identifier,
            "reference": letter.get("reference"),
            "content": {"subject": told["subject"], "body": told["body"], "from_email": "us@example.org"},
            "uri": f"/v2/notifications/{identifier}",
            "template": {"id": TEMPLATE, "version": 1, "uri": f"/v2/template/{TEMPLATE}"},
        }

    def check_token(self, authorization: str) -> Answer | None:
        if not authorization.startswith("Bearer "):
            return error(401, "AuthError", "Unauthorized: authentication token must be provided")
        try:
            token = authorization.removeprefix("Bearer ")
            claims = jwt.decode(token, SECRET, algorithms=["HS256"], options={"require": ["iss", "iat"]})
        except jwt.InvalidTokenError:
            return error(403, "AuthError", "Invalid token: API key not found")
        if claims["iss"] != SERVICE or abs(time.time() - claims["iat"]) > 30:
            return error(403, "AuthError", "Error: Your system clock must be accurate to within 30 seconds")
        return None

    def check_letter(self, letter: dict[str, Any]) -> Answer | None:
        missing = {"subject", "body"} - set(letter.get("personalisation", {}))
        faults = {
            "template_id is a required property": "template_id" not in letter,
            "Additional properties are not allowed": bool(set(letter) - MAY),
            "template_id is not a valid UUID": not UUID_FORM.fullmatch(letter.get("template_id", TEMPLATE)),
            "email_address Not a valid email address": not ADDRESS.fullmatch(letter.get("email_address", "")),
            "one_click_unsubscribe_url is not a valid https url": not letter.get(
                "one_click_unsubscribe_url", "https://"
            ).startswith("https://"),
        }
        for message, found in faults.items():
            if found:
                return error(400, "ValidationError", message)
        if letter["template_id"] != TEMPLATE:
            return error(400, "BadRequestError", "Template not found")
        if missing:
            return error(400, "BadRequestError", f"Missing personalisation: {', '.join(sorted(missing))}")
        return None

    def find(self, authorization: str, reference: str) -> Answer:
        found = [each for each in self.taken if each.get("reference") == reference]
        return self.check_token(authorization) or (200, {"notifications": found, "links": {}})


@contextmanager
def notify_server(notify: Notify) -> Iterator[str]:
    """Run it; give the value for the setting notify_base_url."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            letter = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            notify.asked.append(f"POST {self.path}")
            if self.path != "/v2/notifications/email":
                self.tell(error(404, "NotFound", "Not found"))
                return
            forced = notify.answers.pop(0) if notify.answers else None
            if isinstance(forced, tuple):
                self.tell(forced)
                return
            answer = notify.take(self.headers.get("Authorization", ""), letter)
            if forced == DROPPED:
                self.close_connection = True
                return
            self.tell(answer)

        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            notify.asked.append(f"GET {parts.path}")
            (reference,) = parse_qs(parts.query)["reference"]
            self.tell(notify.find(self.headers.get("Authorization", ""), reference))

        def tell(self, answer: Answer) -> None:
            status, document = answer
            content = json.dumps(document).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_: object) -> None:
            """Keep quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
