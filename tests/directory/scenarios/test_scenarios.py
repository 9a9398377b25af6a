"""Is a what-if state kept as it is, under one name, and nothing else?"""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Engine
from sqlmodel import Session

from directory.errors import InvalidInput, NotFound
from directory.scenarios.service import (
    list_scenarios,
    read_scenario,
    read_state,
    remove_scenario,
    save_scenario,
)
from directory.store import data_version, session_scope

STATE = "capital=health&close=march-library"


@pytest.mark.parametrize(
    "address",
    [
        STATE,
        f"?{STATE}",
        f"/gaps/what-if?{STATE}",
        f"https://here.example/gaps/what-if?{STATE}#map",
        f"  {STATE}  ",
    ],
)
def test_only_what_follows_the_question_mark_is_kept(session: Session, address: str) -> None:
    assert save_scenario(session, "March Library closes", address).state == STATE


def test_it_is_found_again_and_taken_away(directory_engine: Engine) -> None:
    before = data_version(directory_engine)
    with session_scope(directory_engine) as session:
        saved = save_scenario(session, "March  Library closes", STATE, note="For the committee")
    assert (saved.slug, saved.name) == ("march-library-closes", "March Library closes")
    after = data_version(directory_engine)
    assert after != before
    with Session(directory_engine) as session:
        assert read_scenario(session, saved.slug) == saved
        assert list_scenarios(session) == (saved,)
        assert saved.created_at.tzinfo is not None
    with session_scope(directory_engine) as session:
        assert save_scenario(session, "March Library closes", STATE, note="For the committee") == saved
        with pytest.raises(InvalidInput, match="remove that one first"):
            save_scenario(session, "March library closes!", "capital=social")
    assert data_version(directory_engine) == after
    with session_scope(directory_engine) as session:
        remove_scenario(session, saved.slug)
        assert list_scenarios(session) == ()
        with pytest.raises(NotFound, match="scenarios list"):
            remove_scenario(session, saved.slug)
    assert data_version(directory_engine) != after


@pytest.mark.parametrize(
    ("name", "address", "says"),
    [
        ("", STATE, "name is empty"),
        ("!!!", STATE, "no letter or digit"),
        ("x" * 81, STATE, "keep it to 80"),
        ("Ask a@b.org", STATE, "an e-mail address"),
        ("A", "", "not the address"),
        ("A", "/gaps/what-if", "not the address"),
        ("A", "/gaps/what-if?", "not the address"),
        ("A", "javascript:alert(1)", "not the address"),
        ("A", "<b>=1", "not a plain word"),
        ("A", "add=" + "x" * 4_001, "at most 4000"),
        ("A", "&".join(f"a{number}=1" for number in range(201)), "not the address"),
    ],
)
def test_what_is_no_state_is_refused(session: Session, name: str, address: str, says: str) -> None:
    with pytest.raises(InvalidInput, match=says):
        save_scenario(session, name, address)
    assert list_scenarios(session) == ()


@given(
    st.lists(st.tuples(st.from_regex(r"[a-z][a-z_]{0,8}", fullmatch=True), st.text(max_size=20)), min_size=1)
)
def test_a_state_read_twice_is_the_same_and_can_be_put_in_an_address(pairs: list[tuple[str, str]]) -> None:
    from urllib.parse import parse_qsl, urlencode  # noqa: PLC0415 - only here

    try:
        state = read_state(urlencode(pairs, errors="replace"))
    except InvalidInput:
        return  # too long, or too many
    assert read_state(state) == state
    assert read_state(f"https://x.example/a?{state}#b") == state
    assert [key for key, _ in parse_qsl(state, keep_blank_values=True)] == [key for key, _ in pairs]
    assert not set(state) & set(" <>\"'#\n")
