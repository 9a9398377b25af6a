"""How is the best choice of places for one more looked for from the command line?"""

from typing import Annotated

import typer

from directory.coverage.siting_question import (
    DEFAULT_CHOICE,
    CandidateKind,
    Near,
    Objective,
    SitingChoice,
    Weight,
)
from directory.settings import get_settings
from directory.speech import kilometres
from directory.store import reading_scope, session_scope
from directory.words import Capital, Region, Release
from web.cli.edge import open_directory, say_done, say_step


def coverage_site(
    capital: Annotated[Capital | None, typer.Option(help="A capital; all listings unless told.")] = None,
    category: Annotated[str | None, typer.Option(help="Slug of a category, in place of a capital.")] = None,
    k: Annotated[int, typer.Option(help="How many places.", min=1, max=10)] = 3,
    objective: Annotated[
        Objective, typer.Option(help="The most people within reach, or the shortest average distance.")
    ] = DEFAULT_CHOICE.objective,
    weight: Annotated[
        Weight, typer.Option(help="Who counts: everybody, those in areas of high need, or by need.")
    ] = DEFAULT_CHOICE.weight,
    near: Annotated[Near, typer.Option(help="How near is near enough.")] = DEFAULT_CHOICE.near,
    kind: Annotated[
        list[CandidateKind] | None, typer.Option(help="Where a place could be; may be given again.")
    ] = None,
    need: Annotated[str, typer.Option(help="imd, a domain, or a mix like health:2,income:1.")] = "imd",
    district: Annotated[str | None, typer.Option(help="Only this district (ONS code).")] = None,
    region: Annotated[Region, typer.Option(help="Which districts.")] = Region.CAMBRIDGESHIRE,
    release: Annotated[Release, typer.Option(help="Which boundaries and index.")] = Release.R2021,
    seconds: Annotated[float, typer.Option(help="How long to look.", min=1, max=3600)] = 60.0,
) -> None:
    """Look for the best choice of all, and keep it for the page /gaps/where-next."""
    from directory.coverage.need import read_need
    from directory.coverage.schemas import CoverageQuery
    from directory.coverage.siting import keep_best, prove_best

    query = CoverageQuery(
        capital=capital,
        category=category,
        release=release,
        region=region,
        district=district,
        need=read_need(need),
    )
    kinds = tuple(each for each in CandidateKind if each in kind) if kind else DEFAULT_CHOICE.kinds
    choice = SitingChoice(k, objective, weight, near, kinds)
    with open_directory(get_settings()) as engine:
        # Looking takes long: whoever writes meanwhile need not wait for it.
        with reading_scope(engine) as session:
            proof = prove_best(session, query, choice, seconds=seconds, on_step=say_step)
        say_step("Keeping the answer")
        with session_scope(engine) as session:
            keep_best(session, proof)
    found = proof.told()
    for number, gain in enumerate(found.chosen, 1):
        saved = "" if gain.saved_m is None else f", {kilometres(gain.saved_m)} nearer on average"
        typer.echo(
            f"{number}. {gain.candidate.name} ({gain.candidate.district}): {gain.people:,} more people "
            f"within reach, {gain.people_in_need:,} of them in areas of high need{saved}"
        )
    if found.siting is not None:
        gap = "Proved best" if found.siting.proven else f"At most {found.siting.gap:.2%} short of the best"
        say_done(
            f"{gap}, among {len(found.question.candidates)} places, in {found.seconds or 0:.1f} seconds."
        )
