"""Who helps, and who is missing? Voluntary answers, tied to nobody, told only in numbers of ten and more.

Each answer is a row of its own that leads to no person and to no other answer; even its place in the file is
drawn by chance, so that the order in which rows were written tells nothing.
"""

import secrets
from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby
from typing import Final
from uuid import uuid4

from sqlalchemy import text
from sqlmodel import Session

from directory import clock
from directory.errors import InvalidInput
from directory.volunteers import queries
from directory.volunteers.forgetting import quarter_of

LEAST: Final = 10
"""A number below it is told of nobody."""


class Question(StrEnum):
    """What may be asked, each by itself."""

    AGE = "age"
    DISABILITY = "disability"
    ETHNICITY = "ethnicity"

    @property
    def legend(self) -> str:
        """The question, as it is put."""
        return {
            "age": "How old are you?",
            "disability": "Does a health condition or disability limit what you do day to day?",
            "ethnicity": "What is your ethnic group?",
        }[self.value]


ANSWERS: Final[dict[Question, dict[str, str]]] = {
    Question.AGE: {
        "under_25": "Under 25",
        "25_44": "25 to 44",
        "45_64": "45 to 64",
        "65_74": "65 to 74",
        "75": "75 or over",
    },
    Question.DISABILITY: {"yes": "Yes", "no": "No"},
    Question.ETHNICITY: {
        "asian": "Asian or Asian British",
        "black": "Black, Black British, Caribbean or African",
        "mixed": "Mixed or several ethnic groups",
        "white": "White",
        "traveller": "Gypsy, Roma or Irish Traveller",
        "other": "Another ethnic group",
    },
}
"""The groups are those of the census of England and Wales; Travellers apart, as the papers ask for them."""


@dataclass(frozen=True, slots=True)
class AnswerCount:
    """How often an answer was given; None where the number may not be told."""

    label: str
    count: int | None


@dataclass(frozen=True, slots=True)
class QuestionCount:
    """The answers to one question, as far as they may be told."""

    question: Question
    rows: tuple[AnswerCount, ...]


def answer(session: Session, said: Mapping[Question, str]) -> None:
    """Write down what somebody chose to say, each answer by itself."""
    quarter = quarter_of(clock.now())
    for question, word in said.items():
        if word not in ANSWERS[question]:
            raise InvalidInput("Choose one of the answers, or leave the question.", field=question.value)
        session.connection().execute(
            text(
                "INSERT INTO diversity_answer (rowid, id, question, answer, quarter, district) "
                "VALUES (:place, :id, :question, :answer, :quarter, NULL)"
            ),
            {
                "place": secrets.randbits(62),
                "id": uuid4().hex,
                "question": question.value,
                "answer": word,
                "quarter": quarter,
            },
        )


def count_answers(session: Session) -> tuple[QuestionCount, ...]:
    """Tell how often each answer was given, everywhere together; never below ten.

    Only quarters that are over count, and one with fewer than ten answers waits for the next: else whoever
    looks today and tomorrow would see what the one who joined between said. By district nothing is told: a
    part taken from the whole would tell the rest.
    """
    rows = queries.answers_before(session, quarter_of(clock.now()))
    told = []
    for question, labels in ANSWERS.items():
        counted, waiting = Counter[str](), Counter[str]()
        asked = (row for row in rows if row.question == question.value)
        for _quarter, each in groupby(asked, lambda row: row.quarter):
            waiting.update(row.answer for row in each)
            if waiting.total() >= LEAST:
                counted, waiting = counted + waiting, Counter()
        numbers = suppressed([counted[word] for word in labels])
        told.append(
            QuestionCount(
                question,
                tuple(
                    AnswerCount(label, number) for label, number in zip(labels.values(), numbers, strict=True)
                ),
            )
        )
    return tuple(told)


def suppressed(counts: Collection[int]) -> tuple[int | None, ...]:
    """Hide each number below ten, and, where what is hidden adds up to less than ten, the next smallest too.

    A nought is hidden as well: it tells that none of those who answered is of that group.
    """
    told: list[int | None] = [each if each >= LEAST else None for each in counts]
    numbers = list(counts)
    hidden = [index for index, each in enumerate(told) if each is None]
    while (
        hidden
        and len(hidden) < len(numbers)
        and (len(hidden) == 1 or sum(numbers[index] for index in hidden) < LEAST)
    ):
        smallest = min(
            (index for index, each in enumerate(told) if each is not None), key=numbers.__getitem__
        )
        told[smallest] = None
        hidden.append(smallest)
    return tuple(told)
