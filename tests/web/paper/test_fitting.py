"""Does a sheet keep as much as fits, of every theme?"""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from directory.paper.schemas import Form, What
from web.paper.fitting import cut, most_that_fits, share
from web.paper.schemas import Line, Paper, Section


def line(name: str, theme: str) -> Line:
    return Line(
        name=name, about="", where="", when=(), phone="", web="", host="", href="", email="", summary="",
        cost="", care="", old=False, serves="", page="", theme=theme,
    )  # fmt: skip


def paper(*sections: Section) -> Paper:
    return Paper(
        what=What.PARISH, form=Form.SHEET, key="", title="", kicker="", lead="", sections=sections,
        steps_title="", steps=(), helpers=(), crisis=(), crisis_from="", link="", letters="here.example/x",
        site="", ask="", wrong=(),
    )  # fmt: skip


@given(st.integers(0, 60), st.integers(0, 80), st.integers(0, 60))
def test_the_most_that_fits_is_found_wherever_the_search_begins(total: int, guess: int, fits: int) -> None:
    tried: list[int] = []

    def lay(lines: int) -> bool:
        tried.append(lines)
        return lines <= fits

    assert most_that_fits(total, guess, lay) == min(total, fits)
    assert len(tried) == len(set(tried))


@given(st.lists(st.integers(0, 30), min_size=1, max_size=6), st.integers(0, 100))
def test_what_is_shared_out_is_all_there_is_room_for(lengths: list[int], most: int) -> None:
    kept = share(lengths, most)
    assert sum(kept) == min(most, sum(lengths))
    assert all(room <= length for room, length in zip(kept, lengths, strict=True))


def test_the_first_section_takes_three_for_one_of_each_other() -> None:
    assert share([20, 20, 20], 10) == [6, 2, 2]
    assert share([1, 4, 38], 20) == [1, 4, 15]


def test_one_of_each_theme_stays_before_a_second_of_any() -> None:
    lines = (line("a", "Sport"), line("b", "Sport"), line("c", "Help"), line("d", "Sport"), line("e", "Food"))
    (section,) = cut(paper(Section("Here", "", lines)), 3).sections
    assert [each.name for each in section.lines] == ["a", "c", "e"]
    assert (section.more, section.more_at) == (2, "here.example/x")


def test_what_is_from_an_old_list_gives_way_first() -> None:
    lines = (replace(line("a", "Sport"), old=True), line("b", "Sport"), line("c", "Help"))
    (section,) = cut(paper(Section("Here", "", lines)), 2).sections
    assert [each.name for each in section.lines] == ["b", "c"]


def test_nothing_left_off_is_forgotten() -> None:
    whole = paper(
        Section("Here", "", tuple(line(f"a{n}", "Sport") for n in range(5))),
        Section("Near", "", (line("b", "Sport"),)),
    )
    kept = cut(whole, 2)
    assert sum(len(each.lines) + each.more for each in kept.sections) == 6
    assert cut(whole, 6) == whole
