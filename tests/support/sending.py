"""How do tests fill in the forms on which something is sent in, and read what was written back?"""

import re

import httpx2
from fastapi.testclient import TestClient
from sqlalchemy import Engine, text
from sqlmodel import Session, select

from directory.messages.models import Message

WHAT = {
    "name": "March Knit and Natter",
    "kind": "group",
    "category": "arts-group",
    "summary": "We knit together and talk over tea. Beginners are welcome.",
}
WHERE = {
    "where": "place",
    "postcode": "PE15 8AA",
    "place": "Community room",
    "day-1": "tue",
    "often-1": "",
    "start-1": "10am",
    "end-1": "12.30pm",
}
CONTACT = {
    "free": "yes",
    "cost": "Bring your own wool",
    "phone": "01632 960123",
    "show_phone": "yes",
    "email": "knitters@example.org",
    "role": "Secretary",
    "recruiting": "Somebody to make tea on Tuesdays",
}
SENDER = {"sender": "ada@example.org", "upkeep": "yes"}


def fill_in(client: TestClient, **changes: dict[str, str]) -> str:
    """Fill in the form of a group up to its last page; give the secret of its link."""
    answer = client.post("/add", data={**WHAT, **changes.get("what", {})})
    assert answer.status_code == 303, answer.text
    token = answer.headers["location"].split("/")[2]
    for step, typed in (("where", WHERE), ("contact", CONTACT)):
        answer = client.post(f"/add/{token}/{step}", data={**typed, **changes.get(step, {})})
        assert answer.status_code == 303, answer.text
    return token


def send_in(client: TestClient, **changes: dict[str, str]) -> str:
    token = fill_in(client, **changes)
    answer = client.post(f"/add/{token}/check", data={**SENDER, **changes.get("check", {})})
    assert answer.status_code == 303, answer.text
    assert answer.headers["location"] == f"/sent/{token}"
    return token


def letters(people: Engine, to: str) -> list[tuple[str, str]]:
    """Read what was written to somebody, oldest first."""
    asked = select(Message).order_by(Message.created_at, text("message.rowid"))
    with Session(people) as session:
        return [(row.subject, row.body) for row in session.exec(asked) if row.to_email == to]


def links(body: str, page: str) -> list[str]:
    """Find the addresses of one kind in a letter, without the server."""
    return re.findall(rf"https?://[^/\s]+(/{page}/\S+)", body)


def confirm_of(people: Engine, to: str) -> str:
    return links(letters(people, to)[-1][1], "confirm")[-1]


def press(client: TestClient, path: str) -> httpx2.Response:
    return client.post(path)


def ids(people: Engine) -> list[str]:
    with people.connect() as connection:
        return [
            str(row[0]) for row in connection.execute(text("SELECT id FROM submission ORDER BY created_at"))
        ]
