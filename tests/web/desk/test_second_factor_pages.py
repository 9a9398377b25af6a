"""Can somebody set a second factor up, show it, and use it, on pages alone?"""

import html
import re
from urllib.parse import unquote

import pyotp
import pytest
from fastapi.testclient import TestClient
from signed_in import sign_in

from directory import clock
from directory.settings import Settings
from directory.words import Role

CO = "co@example.org"
FENLAND = (Role.COORDINATOR, "E07000010")
KEY = re.compile(r'<code class="desk-code">([A-Z2-7 ]+)</code>')


def code_of(key: str) -> str:
    return pyotp.TOTP(key.replace(" ", "")).at(clock.now())


def begin(client: TestClient) -> str:
    client.post("/desk/second-factor/begin")
    found = KEY.search(client.get("/desk/second-factor").text)
    assert found
    return found.group(1)


def test_from_nothing_to_a_role_that_counts(
    desk_app: TestClient, desk_settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    sign_in(desk_app, desk_settings, CO, FENLAND, second_factor=False)
    led = desk_app.get("/desk/demand")
    assert (led.status_code, led.headers["location"]) == (303, "/desk/second-factor?next=/desk/demand")
    assert 'value="/desk/demand"' in desk_app.get(led.headers["location"]).text
    key = begin(desk_app)
    page = desk_app.get("/desk/second-factor").text
    link = re.search(r'href="(otpauth://[^"]+)">Open in the app on this phone', page)
    assert link
    assert pyotp.parse_uri(html.unescape(link[1])).now() == code_of(key)
    drawn = desk_app.get("/desk/second-factor/key.svg")
    assert drawn.headers["content-type"] == "image/svg+xml"
    assert drawn.headers["cache-control"] == "no-store"
    assert drawn.content.startswith(b"<svg")
    wrong = desk_app.post("/desk/second-factor/confirm", data={"code": "000000x", "next": "/desk/demand"})
    assert wrong.status_code == 422
    assert "That code is not right" in wrong.text
    assert 'value="/desk/demand"' in wrong.text
    before = desk_app.cookies["__Host-desk"]
    done = desk_app.post("/desk/second-factor/confirm", data={"code": code_of(key), "next": "/desk/demand"})
    assert done.status_code == 200
    assert done.headers["cache-control"] == "no-store"
    codes = re.findall(r"<li><code class=\"desk-code\">([a-z2-7-]{19})</code>", done.text)
    assert len(codes) == 10
    assert 'href="/desk/demand">I have kept them' in done.text
    assert desk_app.cookies["__Host-desk"] != before
    assert desk_app.get("/desk/demand").status_code == 200
    assert desk_app.get("/desk/second-factor/key.svg").status_code == 404
    assert key not in desk_app.get("/desk/second-factor").text

    desk_app.post("/sign-out")
    sign_in(desk_app, desk_settings, CO, second_factor=False)
    assert desk_app.get("/desk/demand").status_code == 303
    assert "Enter a code" in desk_app.get("/desk").text
    shown = desk_app.post("/desk/second-factor", data={"code": codes[0], "next": "/desk/demand"})
    assert (shown.status_code, shown.headers["location"]) == (303, "/desk/demand")
    assert desk_app.get("/desk/demand").status_code == 200
    assert "9 recovery codes left" in desk_app.get("/desk/second-factor").text
    fresh = desk_app.post("/desk/second-factor/codes")
    assert codes[1] not in fresh.text
    later = clock.now().timestamp() + 60
    monkeypatch.setattr(clock, "now", lambda: clock.datetime.fromtimestamp(later, clock.UTC))
    assert desk_app.post("/desk/second-factor/remove", data={"code": "no"}).status_code == 422
    assert desk_app.post("/desk/second-factor/remove", data={"code": code_of(key)}).status_code == 303
    assert "Set it up" in desk_app.get("/desk/second-factor").text


def test_a_wrong_code_counts_though_it_is_refused(desk_app: TestClient, desk_settings: Settings) -> None:
    sign_in(desk_app, desk_settings, CO, FENLAND, second_factor=False)
    key = begin(desk_app)
    for _ in range(5):
        answer = desk_app.post("/desk/second-factor/confirm", data={"code": "123"})
        assert answer.status_code == 422
    assert re.search(r"Too many wrong codes. Try again after \d+(:\d\d)?[ap]m\.|mid", answer.text)
    assert desk_app.post("/desk/second-factor/confirm", data={"code": code_of(key)}).status_code == 422


def test_the_key_is_for_its_owner(desk_app: TestClient, desk_settings: Settings) -> None:
    sign_in(desk_app, desk_settings, CO, FENLAND, second_factor=False)
    key = begin(desk_app)
    desk_app.cookies.clear()
    assert desk_app.get("/desk/second-factor/key.svg").status_code == 303
    sign_in(desk_app, desk_settings, "sam@example.org", FENLAND, second_factor=False)
    assert desk_app.get("/desk/second-factor/key.svg").status_code == 404
    assert begin(desk_app) != key


def test_codes_and_removal_need_a_second_factor_first(desk_app: TestClient, desk_settings: Settings) -> None:
    sign_in(desk_app, desk_settings, CO, FENLAND, second_factor=False)
    assert desk_app.post("/desk/second-factor/codes").status_code == 403
    assert desk_app.get("/desk").status_code == 200
    assert desk_app.post("/desk/second-factor/remove", data={"code": "1"}).status_code == 409
    assert desk_app.post("/desk/second-factor", data={"code": "1"}).status_code == 409


@pytest.mark.parametrize("bad", ["https://evil.example", "//evil.example"])
def test_nobody_is_led_to_another_site(desk_app: TestClient, desk_settings: Settings, bad: str) -> None:
    sign_in(desk_app, desk_settings, CO, FENLAND, second_factor=False)
    led = desk_app.post("/desk/second-factor/begin", data={"next": bad})
    assert "evil" not in unquote(led.headers["location"])
    assert "evil" not in desk_app.get("/desk/second-factor", params={"next": bad}).text
