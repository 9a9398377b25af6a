"""Do the commands of feeds say what to do where a feed cannot be read?"""

from typer.testing import CliRunner

from web.cli.main import app


def test_an_address_of_this_machine_is_refused_in_one_sentence_that_says_what_to_do() -> None:
    done = CliRunner().invoke(app, ["feeds", "probe", "http://127.0.0.1:9/oruk/v3"])
    assert done.exception is not None
    assert str(done.exception) == (
        "http://127.0.0.1:9/oruk/v3 is an address of this machine or its network. "
        "Add --allow-private if that is meant."
    )
