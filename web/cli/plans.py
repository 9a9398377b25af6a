"""How are scenarios and the work list kept from the command line?"""

from typing import Annotated

import typer

from directory.marks.schemas import Says
from directory.settings import get_settings
from directory.store import session_scope
from directory.worklist.schemas import Status
from web.cli.edge import open_directory, reading, say_done
from web.cli.evidence import SubjectOption
from web.cli.worklist_list import export_places, list_places

scenarios_app = typer.Typer(help="What-if states under a name.", no_args_is_help=True)
worklist_app = typer.Typer(help="Which parishes were asked of what.", no_args_is_help=True)


@scenarios_app.command("save")
def scenarios_save(
    name: Annotated[str, typer.Argument(help="A name of a few words.")],
    address: Annotated[str, typer.Argument(help="Address of the what-if page, or what follows its ?.")],
    note: Annotated[str | None, typer.Option(help="What to know of it.")] = None,
) -> None:
    """Give a what-if state a name."""
    from directory.scenarios.service import save_scenario

    with open_directory(get_settings()) as engine, session_scope(engine) as session:
        saved = save_scenario(session, name, address, note=note)
    say_done(f"Saved {saved.name} ({saved.slug}): ?{saved.state}")


@scenarios_app.command("list")
def scenarios_list() -> None:
    """List the scenarios there are."""
    from directory.scenarios.service import list_scenarios

    with reading(get_settings()) as session:
        scenarios = list_scenarios(session)
    for scenario in scenarios:
        typer.echo(f"{scenario.slug}  {scenario.name}  ?{scenario.state}")
    say_done(f"{len(scenarios)} scenario{'' if len(scenarios) == 1 else 's'}.")


@scenarios_app.command("remove")
def scenarios_remove(
    slug: Annotated[str, typer.Argument(help="Short name, as `scenarios list` gives it.")],
) -> None:
    """Take a scenario away."""
    from directory.scenarios.service import remove_scenario

    with open_directory(get_settings()) as engine, session_scope(engine) as session:
        remove_scenario(session, slug)
    say_done(f"Removed {slug}.")


@worklist_app.command("set")
def worklist_set(
    parish: Annotated[str, typer.Argument(help="Name or ONS code of a parish.")],
    subject: Annotated[str, typer.Argument(help="A capital, or the slug of a category.")],
    status: Annotated[Status, typer.Argument(help="How far asking has come.")],
    district: Annotated[str, typer.Option(help="Name or code of its district.")] = "",
    says: Annotated[Says | None, typer.Option(help="The answer.")] = None,
    role: Annotated[str, typer.Option(help="Who answered: a role, never a person.")] = "",
    note: Annotated[str, typer.Option(help="A short note; it is published.")] = "",
    date: Annotated[str, typer.Option(help="The day it was asked or answered; today unless told.")] = "",
) -> None:
    """Write down that a parish was asked, or has answered; has and none are marks too."""
    from directory.worklist.service import set_status

    with open_directory(get_settings()) as engine, session_scope(engine) as session:
        item = set_status(
            session,
            parish,
            subject,
            status,
            district=district,
            says=says,
            role=role,
            note=note,
            on_date=date,
        )
    answer = f", {says}" if says else ""
    say_done(
        f"{item.area_name}, {item.subject_label}: {item.status.label.lower()}{answer} on {item.on_date}."
    )


@worklist_app.command("statuses")
def worklist_statuses(subject: SubjectOption = None) -> None:
    """List what was asked and answered so far."""
    from directory.worklist.service import list_status

    with reading(get_settings()) as session:
        items = list_status(session, subject=subject)
    for item in items:
        typer.echo(
            f"{item.area_name} ({item.area_code})  {item.subject}: {item.status}  {item.on_date}"
            f"{f'  {item.note}' if item.note else ''}"
        )
    say_done(f"{len(items)} written down; every other parish is not asked.")


worklist_app.command("list")(list_places)
worklist_app.command("export")(export_places)
