"""Does what somebody typed come out as plain blocks and honest links, and stay so?"""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from directory.noticeboard.cleaning import as_text, as_typed, clean, host_of

FORM = 'href="https://www.cambscf.org.uk/form" rel="nofollow noopener"'


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("", ""),
        ("  \n ", ""),
        ("One.\n\nTwo,\nstill two.", "<p>One.</p><p>Two, still two.</p>"),
        ("- tea\n- toast", "<ul><li>tea</li><li>toast</li></ul>"),
        ("2 < 3 & 4", "<p>2 &lt; 3 &amp; 4</p>"),
        ("<p>a<b>b</b><br>c", "<p>a<strong>b</strong></p><p>c</p>"),
        ("<h2>Who</h2>anybody", "<p>Who</p><p>anybody</p>"),
        ("<ul><li>a<ul><li>z</li></ul></li><li>b</li></ul>", "<ul><li>a</li><li>z</li><li>b</li></ul>"),
        ("<ol><li>a</ol><ul><li>b</ul>", "<ol><li>a</li></ol><ul><li>b</li></ul>"),
        (
            '<p>See <a href="https://www.cambscf.org.uk/form" onclick="x()">the <i>form</i></a>.</p>',
            f"<p>See <a {FORM}>the form (cambscf.org.uk)</a>.</p>",
        ),
        (
            "<p><a href='https://evil.example'>https://bank.example</a></p>",
            (
                '<p><a href="https://evil.example" rel="nofollow noopener">'
                "https://bank.example (evil.example)</a></p>"
            ),
        ),
        (
            "Write to https://a.example/b?c=1&d=2.",
            (
                '<p>Write to <a href="https://a.example/b?c=1&amp;d=2" rel="nofollow noopener">'
                "https://a.example/b?c=1&amp;d=2</a>.</p>"
            ),
        ),
        (
            "<p><strong><a href='mailto:clerk@example.org'>write</a></strong></p>",
            (
                '<p><strong><a href="mailto:clerk@example.org" rel="nofollow noopener">'
                "write (clerk@example.org)</a></strong></p>"
            ),
        ),
    ],
)
def test_what_was_typed_becomes_plain_blocks(typed: str, shown: str) -> None:
    assert clean(typed) == shown
    assert clean(shown) == shown


@pytest.mark.parametrize(
    "typed",
    [
        "<p><a href='javascript:alert(1)'>go</a></p>",
        "<p><a href='//evil.example'>go</a></p>",
        "<p><a href='/somewhere'>go</a></p>",
        "<p><a href='https://bank.example@evil.example/'>go</a></p>",
        "<p><a href='https://bank.example\\@evil.example/'>go</a></p>",
        "<p><a href='https://b\u0430nk.example/'>go</a></p>",
        "<p><a href='data:text/html,x'>go</a></p>",
        "<p>go<script>alert(1)</script></p>",
        "<p>go<style>p{}</style><svg><a xlink:href='javascript:x'>q</a></svg></p>",
        "<p onmouseover='x()' style='color:red' class='big'>go</p>",
        "<p>go<img src=x onerror=alert(1)><iframe src='https://evil.example'></iframe></p>",
    ],
)
def test_what_could_harm_or_mislead_is_gone(typed: str) -> None:
    assert clean(typed) == "<p>go</p>"


def test_the_plain_text_reads_well_and_can_be_typed_again() -> None:
    typed = "What it pays for:\n\n- rooms\n- a bus\n\nRead https://a.example/b first."
    shown = clean(typed)
    assert as_text(shown) == typed
    assert as_typed(shown) == typed
    linked = f"<p>See <a {FORM}>the form (cambscf.org.uk)</a>.</p><ol><li>one</li><li>two</li></ol>"
    assert as_text(linked) == "See the form (https://www.cambscf.org.uk/form).\n\n1. one\n2. two"
    assert as_typed(linked) == linked


def test_a_host_is_told_only_where_nobody_can_read_it_otherwise() -> None:
    assert host_of("https://www.Example.org:8080/x?y") == "example.org"
    assert host_of("mailto:clerk@example.org") == "clerk@example.org"
    for each in (
        "https://a@b.example/",
        "ftp://a.example",
        "https://a b",
        "mailto:x",
        "https://",
        "https://-a/",
    ):
        assert host_of(each) is None, each


PIECES = st.sampled_from(
    [
        *("<p>", "</p>", "<b>", "</b>", "<ul>", "<li>", "</ul>", "<em>", "</em>", "<script>", "</script>"),
        *("<a href='https://a.example/'>", "</a>", "<a href=javascript:x>", "<", ">", "&", "&lt;", '"', "'"),
        *("words", " ", "\n\n", "- "),
    ]
)


@given(st.lists(PIECES | st.text(max_size=5), max_size=25).map("".join))
def test_whatever_is_typed_only_the_kept_tags_come_out_and_cleaning_again_changes_nothing(typed: str) -> None:
    shown = clean(typed)
    tags = {found.lower() for found in re.findall(r"<\s*/?\s*([a-zA-Z0-9!]+)", shown)}
    assert tags <= {"p", "ul", "ol", "li", "strong", "em", "a"}
    assert set(re.findall(r"<a ([^>]*)>", shown)) <= {'href="https://a.example/" rel="nofollow noopener"'}
    assert clean(shown) == shown
