"""How does an address, or a command, come by a paper?"""

from sqlmodel import Session

from directory.errors import InvalidInput
from directory.paper.reading import gather
from directory.paper.schemas import Form, What
from web import choice
from web.paper.schemas import Paper
from web.paper.words import paper_of


def make_paper(session: Session, what: What, key: str, form: Form, base_url: str) -> Paper:
    """Put on paper what an address names."""
    ids = choice.read(key).ids if what is What.SHORTLIST else ()
    return paper_of(session, gather(session, what, key, ids), form, base_url)


def read_form(asked: str) -> Form:
    """Read the form from an address; without one it is a sheet."""
    if asked and asked not in set(Form):
        raise InvalidInput("The form must be sheet, booklet or poster.", field="form")
    return Form(asked) if asked else Form.SHEET


def read_print(asked: str) -> bool:
    """Read whether large print is wanted."""
    if asked not in {"", "normal", "large"}:
        raise InvalidInput("The print must be normal or large.", field="print")
    return asked == "large"
