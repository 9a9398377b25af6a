"""Does every example in geo's documentation run, and does every public function have one?"""

import doctest
import importlib
import inspect
import pkgutil

import pytest

import geo

MODULES = sorted(module.name for module in pkgutil.iter_modules(geo.__path__))


@pytest.mark.parametrize("name", MODULES)
def test_examples_run(name: str) -> None:
    module = importlib.import_module(f"geo.{name}")
    result = doctest.testmod(module, optionflags=doctest.ELLIPSIS)
    assert result.attempted > 0
    assert result.failed == 0


@pytest.mark.parametrize("name", MODULES)
def test_every_public_function_has_an_example(name: str) -> None:
    module = importlib.import_module(f"geo.{name}")
    without = [
        function
        for function, value in inspect.getmembers(module, inspect.isfunction)
        if value.__module__ == module.__name__
        and not function.startswith("_")
        and ">>>" not in (value.__doc__ or "")
    ]
    assert without == []


@pytest.mark.parametrize("name", MODULES)
def test_the_first_line_says_what_question_the_module_answers(name: str) -> None:
    module = importlib.import_module(f"geo.{name}")
    assert (module.__doc__ or "").split("\n")[0].endswith("?")
