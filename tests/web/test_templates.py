"""Does every template use only what its page gives it?"""

import importlib
import pkgutil
from dataclasses import fields

import pytest
from jinja2 import meta, nodes

import web.contexts
from web.contexts.page import PageContext
from web.render import ENVIRONMENT, GIVEN

for module in pkgutil.iter_modules(web.contexts.__path__):
    importlib.import_module(f"web.contexts.{module.name}")


def pages_under(parent: type[PageContext]) -> list[type[PageContext]]:
    return [page for child in parent.__subclasses__() for page in (child, *pages_under(child))]


PAGES = sorted(
    (page for page in pages_under(PageContext) if "template" in vars(page)), key=lambda page: page.__name__
)


def own_names(tree: nodes.Template) -> set[str]:
    """Names a template imports, defines or sets; inside a block Jinja reports them as undeclared."""
    imported = {
        name[1] if isinstance(name, tuple) else name
        for each in tree.find_all(nodes.FromImport)
        for name in each.names
    }
    return (
        imported
        | {each.name for each in tree.find_all(nodes.Macro)}
        | {each.name for each in tree.find_all(nodes.Name) if each.ctx == "store"}
    )


def used(template: str, seen: set[str]) -> set[str]:
    """Names that a template and everything it extends, includes or imports take from outside."""
    if template in seen:
        return set()
    seen.add(template)
    assert ENVIRONMENT.loader is not None
    tree = ENVIRONMENT.parse(ENVIRONMENT.loader.get_source(ENVIRONMENT, template)[0])
    names = meta.find_undeclared_variables(tree) - own_names(tree)
    for other in meta.find_referenced_templates(tree):
        assert other is not None, f"{template} names a template only at run time"
        names |= used(other, seen)
    return names


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.__name__)
def test_a_template_uses_only_the_fields_of_its_page(page: type[PageContext]) -> None:
    given = {field.name for field in fields(page)} | GIVEN
    assert used(page.template, set()) <= given


def macros(template: str) -> set[str]:
    """Names of the macros that a template and what it extends or includes import or define."""
    assert ENVIRONMENT.loader is not None
    tree = ENVIRONMENT.parse(ENVIRONMENT.loader.get_source(ENVIRONMENT, template)[0])
    found = {
        name[1] if isinstance(name, tuple) else name
        for each in tree.find_all(nodes.FromImport)
        for name in each.names
    } | {each.name for each in tree.find_all(nodes.Macro)}
    for part in tree.find_all((nodes.Extends, nodes.Include)):
        assert isinstance(part.template, nodes.Const)
        found |= macros(part.template.value)
    return found


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.__name__)
def test_no_macro_has_the_name_of_a_field_of_the_page(page: type[PageContext]) -> None:
    """It would be shown in the place of the field."""
    assert not macros(page.template) & {field.name for field in fields(page)}


def test_every_page_template_has_a_page() -> None:
    assert ENVIRONMENT.loader is not None
    templates = {
        name
        for name in ENVIRONMENT.loader.list_templates()
        if name.startswith("pages/") and "{% extends" in ENVIRONMENT.loader.get_source(ENVIRONMENT, name)[0]
    }
    assert templates <= {page.template for page in PAGES}
    assert "pages/near.jinja" in templates


def test_no_template_holds_an_inline_script_or_style() -> None:
    assert ENVIRONMENT.loader is not None
    for name in ENVIRONMENT.loader.list_templates():
        if name.startswith("report/"):  # A file people download, which must hold everything itself.
            continue
        source = ENVIRONMENT.loader.get_source(ENVIRONMENT, name)[0].lower()
        assert " style=" not in source, name
        assert "<style" not in source, name
        assert " onclick=" not in source, name
        # What is told to search engines is data, not a script: no policy forbids it and nothing runs it.
        scripts = source.count("<script") - source.count('<script type="application/ld+json">')
        assert scripts == source.count('src="{{ asset('), name
