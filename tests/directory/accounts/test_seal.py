"""Is what is sealed hidden, whole, and opened with the right key only?"""

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from directory.accounts.often import network_of
from directory.accounts.seal import SealBroken, keyed_hash, seal, unseal
from directory.settings import Settings

SETTINGS = Settings(secret_key="tests only: " + "0" * 40)  # type: ignore[arg-type]
OTHER = Settings(secret_key="tests only: " + "1" * 40)  # type: ignore[arg-type]


@given(st.text(max_size=300))
def test_what_is_sealed_comes_out_as_it_was(text: str) -> None:
    plain = text.encode("utf-8", "replace").decode()
    assert unseal(SETTINGS, "a purpose", seal(SETTINGS, "a purpose", plain)) == plain


def test_the_same_text_is_sealed_differently_each_time_and_does_not_show() -> None:
    sealed = {seal(SETTINGS, "a purpose", "jo@example.org") for _ in range(20)}
    assert len(sealed) == 20
    assert all(b"example" not in base64.urlsafe_b64decode(each) for each in sealed)


def test_another_key_or_purpose_opens_nothing() -> None:
    sealed = seal(SETTINGS, "a purpose", "jo@example.org")
    for settings, purpose in ((OTHER, "a purpose"), (SETTINGS, "another")):
        with pytest.raises(SealBroken):
            unseal(settings, purpose, sealed)


def test_a_change_of_one_bit_is_noticed() -> None:
    content = base64.urlsafe_b64decode(seal(SETTINGS, "a purpose", "jo@example.org"))
    for place in range(len(content)):
        changed = bytes(byte ^ (n == place) for n, byte in enumerate(content))
        with pytest.raises(SealBroken):
            unseal(SETTINGS, "a purpose", base64.urlsafe_b64encode(changed).decode())


@pytest.mark.parametrize("rubbish", ["", "x", "é", "AAAA", "=" * 40])
def test_rubbish_is_refused(rubbish: str) -> None:
    with pytest.raises(SealBroken):
        unseal(SETTINGS, "a purpose", rubbish)


def test_a_keyed_hash_cannot_be_tried_without_the_key() -> None:
    assert keyed_hash(SETTINGS, "a", "x") == keyed_hash(SETTINGS, "a", "x")
    assert len({keyed_hash(s, p, "x") for s in (SETTINGS, OTHER) for p in "ab"}) == 4


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("testclient", "testclient"),
        ("", ""),
    ],
)
def test_a_network_is_counted_as_one(address: str, network: str) -> None:
    assert network_of(address) == network
