"""Which taxonomies and terms are there? The six capitals, and our categories under their headings."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from sqlmodel import Session

from api.oruk import identity
from api.oruk.params import TaxonomyTermsParams
from api.oruk.records import Taxonomy, TaxonomyTerm
from api.oruk.wording import told
from directory.listings.schemas import CategoryRead
from directory.listings.service import categories
from directory.search.words import terms as words_of
from directory.words import Capital

VERSION: Final = "1"
CAPITALS_NAME: Final = "Community capitals"
CATEGORIES_NAME: Final = "Categories of Hereabouts"


@dataclass(frozen=True, slots=True)
class Term:
    """A term with what the store knows it by."""

    record: TaxonomyTerm
    capital: str | None = None
    categories: tuple[str, ...] = ()
    """The category itself, or those under a heading."""


@dataclass(frozen=True, slots=True)
class TermBook:
    """Every term, in order, and by what the store knows it by."""

    terms: tuple[Term, ...]
    by_id: dict[str, Term]
    by_capital: dict[str, TaxonomyTerm]
    by_category: dict[str, TaxonomyTerm]


def read_terms(session: Session, base_url: str) -> TermBook:
    """Read every term."""
    return _book(categories(session), base_url)


def find_term(session: Session, term_id: str) -> Term | None:
    """Find a term by its id."""
    return read_terms(session, "").by_id.get(term_id)


def _book(found: Sequence[CategoryRead], base_url: str) -> TermBook:
    headings: dict[str, list[CategoryRead]] = {}
    for category in found:
        headings.setdefault(category.heading, []).append(category)
    terms = [Term(_capital(capital, base_url), capital=capital.value) for capital in Capital]
    for heading, under in headings.items():
        slugs = tuple(category.slug for category in under)
        terms.append(Term(_heading(heading, under, base_url), categories=slugs))
        terms += [Term(_category(category, base_url), categories=(category.slug,)) for category in under]
    return TermBook(
        terms=tuple(terms),
        by_id={term.record["id"]: term for term in terms},
        by_capital={term.capital: term.record for term in terms if term.capital is not None},
        by_category={
            term.record["code"]: term.record
            for term in terms
            if term.categories and "parent_id" in term.record
        },
    )


def _capital(capital: Capital, base_url: str) -> TaxonomyTerm:
    return _term(
        base_url,
        identity.capital_term(capital.value),
        name=f"{capital.value.capitalize()} capital: {capital.label.lower()}",
        description=capital.meaning,
        taxonomy=CAPITALS_NAME,
        taxonomy_id=identity.CAPITALS_TAXONOMY,
        code=capital.value,
    )


def _heading(heading: str, under: Iterable[CategoryRead], base_url: str) -> TaxonomyTerm:
    return _term(
        base_url,
        identity.heading_term(heading),
        name=heading,
        description=f"All of these: {', '.join(category.plural for category in under)}.",
        taxonomy=CATEGORIES_NAME,
        taxonomy_id=identity.CATEGORIES_TAXONOMY,
        code=heading,
    )


def _category(category: CategoryRead, base_url: str) -> TaxonomyTerm:
    return _term(
        base_url,
        identity.category_term(category.slug),
        name=category.label,
        description=f"{category.plural}, under {category.heading}.",
        parent_id=identity.heading_term(category.heading),
        taxonomy=CATEGORIES_NAME,
        taxonomy_id=identity.CATEGORIES_TAXONOMY,
        code=category.slug,
    )


def _term(base_url: str, term_id: str, **values: str) -> TaxonomyTerm:
    uri = f"{base_url}/oruk/v3/taxonomy_terms/{term_id}"
    return told(TaxonomyTerm, {"id": term_id, **values, "term_uri": uri})


def read_taxonomies(book: TermBook, base_url: str, *, nested: bool) -> list[Taxonomy]:
    """Give both taxonomies, with their terms where they are nested."""
    described = (
        (
            identity.CAPITALS_TAXONOMY,
            CAPITALS_NAME,
            "What a service offers people, as one or more of six forms of capital.",
        ),
        (
            identity.CATEGORIES_TAXONOMY,
            CATEGORIES_NAME,
            "Plain words for what a service is about, each under a heading.",
        ),
    )
    return [
        told(
            Taxonomy,
            {
                "id": taxonomy_id,
                "name": name,
                "description": description,
                "uri": f"{base_url}/oruk/v3/taxonomies/{taxonomy_id}",
                "version": VERSION,
                "taxonomy_terms": [
                    term.record for term in book.terms if nested and term.record["taxonomy_id"] == taxonomy_id
                ],
            },
        )
        for taxonomy_id, name, description in described
    ]


def choose_terms(book: TermBook, params: TaxonomyTermsParams) -> list[TaxonomyTerm]:
    """Give the terms that pass every filter."""
    found = [term.record for term in book.terms]
    if params.taxonomy_id is not None:
        found = [term for term in found if term["taxonomy_id"] == str(params.taxonomy_id)]
    if params.parent_id is not None:
        found = [term for term in found if term.get("parent_id") == str(params.parent_id)]
    if params.top_only:
        found = [term for term in found if "parent_id" not in term]
    return [term for term in found if says(params.search, term["name"], term["description"])]


def says(search: str, *texts: str) -> bool:
    """Tell whether every word searched for is in one of these texts."""
    whole = " ".join(texts).casefold()
    return all(word in whole for word in words_of(search))
