"""Is somebody who is not online written down safely, told only what they agreed to, and forgotten wholly?"""

from uuid import UUID, uuid4

import pytest
from sqlmodel import Session, select

from directory.consents.models import ConsentEvent
from directory.consents.service import WORDINGS
from directory.digests.models import Digest, DigestItem
from directory.errors import InvalidInput, NotFound
from directory.jobs.models import AuditEntry
from directory.jobs.schemas import JobRead, Stores
from directory.privacy.erase import erase_paper_reader
from directory.privacy.export import export_paper_reader
from directory.privacy.forget import forget
from directory.store import session_scope
from directory.subscriptions.ledger import audience, live
from directory.subscriptions.models import Dismissal, PaperReader, Subscription
from directory.subscriptions.paper import (
    Agreed,
    PaperDraft,
    add_reader,
    change_reader,
    choose_for_reader,
    end_reader,
    list_readers,
    read_reader,
)
from directory.subscriptions.terms import Terms
from directory.subscriptions.words import Rhythm, Way

BY = UUID(int=5)
FENLAND = "E07000010"
IVY = PaperDraft(Way.POST, " Ivy  Quantock ", "1 Zebra Lane\n\n March \nPE15 8AA")
TERMS = Terms(areas=(FENLAND,), rhythm=Rhythm.MONTHLY)


def add(stores: Stores, draft: PaperDraft = IVY, *, district: str = FENLAND) -> UUID:
    with session_scope(stores.people) as session:
        return add_reader(
            session,
            draft,
            district=district,
            purposes=("funding", "parish_news"),
            terms=TERMS,
            agreed=Agreed.BY_TELEPHONE,
            by=BY,
        )


def test_what_they_agreed_to_stands_in_the_ledger_and_who_they_are_is_sealed(
    stores: Stores,
    watch,  # noqa: ANN001
) -> None:
    reader = add(stores)
    with Session(stores.people) as session:
        found = read_reader(session, reader)
        assert (found.name, found.address, found.phone) == (
            "Ivy Quantock",
            "1 Zebra Lane\nMarch\nPE15 8AA",
            None,
        )
        assert {each.purpose for each in found.subscriptions} == {"funding", "parish_news"}
        assert all(each.terms.way is Way.POST for each in found.subscriptions)
        assert audience(session, watch.now) == live(session)
        events = session.exec(select(ConsentEvent)).all()
        assert {each.how for each in events} == {"by telephone, entered by a coordinator"}
        assert {each.wording for each in events} == {WORDINGS["funding"], WORDINGS["parish_news"]}
        assert session.exec(select(PaperReader)).one().created_by == BY
    content = b"".join(each.read_bytes() for each in database_files(stores))
    for secret in (b"Quantock", b"Zebra Lane", b"PE15 8AA"):
        assert secret not in content


def database_files(stores: Stores) -> list:  # type: ignore[type-arg]
    from pathlib import Path  # noqa: PLC0415

    path = Path(str(stores.people.url.database))
    return [each for each in path.parent.glob(f"{path.name}*") if each.is_file()]


@pytest.mark.parametrize(
    ("draft", "field"),
    [
        (PaperDraft(Way.POST, "", "1 Zebra Lane"), "name"),
        (PaperDraft(Way.POST, "Ivy", " \n "), "address"),
        (PaperDraft(Way.SMS, "Ivy"), "phone"),
        (PaperDraft(Way.SMS, "Ivy", phone="12"), "phone"),
        (PaperDraft(Way.SMS, "Ivy", phone="01223 336000"), "phone"),
        (PaperDraft(Way.EMAIL, "Ivy"), "way"),
    ],
)
def test_what_is_missing_is_said_and_nothing_is_kept(stores: Stores, draft: PaperDraft, field: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        add(stores, draft)
    assert refused.value.field == field
    with Session(stores.people) as session:
        assert live(session) == ()
        assert session.exec(select(PaperReader)).all() == []


def test_without_anything_agreed_to_nobody_is_written_down(stores: Stores) -> None:
    with pytest.raises(InvalidInput), session_scope(stores.people) as session:
        add_reader(
            session, IVY, district=FENLAND, purposes=(), terms=TERMS,
            agreed=Agreed.ON_PAPER, by=BY,
        )  # fmt: skip
    with Session(stores.people) as session:
        assert session.exec(select(PaperReader)).all() == []


def test_they_may_be_told_in_the_other_way_and_of_other_things(stores: Stores) -> None:
    reader = add(stores)
    with session_scope(stores.people) as session:
        change_reader(session, reader, PaperDraft(Way.SMS, "Ivy", phone="07700 900123"), by=BY)
    with session_scope(stores.people) as session:
        found = read_reader(session, reader)
        assert (found.phone, found.address) == ("+447700900123", None)
        assert {each.terms.way for each in found.subscriptions} == {Way.SMS}
        choose_for_reader(session, reader, purposes=("local",), terms=TERMS, agreed=Agreed.ON_PAPER, by=BY)
        assert [each.purpose for each in live(session)] == ["local"]
        assert live(session)[0].terms.way is Way.SMS
        choose_for_reader(session, reader, purposes=(), terms=TERMS, agreed=Agreed.ON_PAPER, by=BY)
        assert live(session) == ()
        with pytest.raises(NotFound):
            read_reader(session, reader)


def test_readers_are_listed_by_district(stores: Stores) -> None:
    ivy, bob = add(stores), add(stores, PaperDraft(Way.POST, "Bob", "2 Lane"), district="E07000008")
    with Session(stores.people) as session:
        assert [each.id for each in list_readers(session)] == [bob, ivy]
        assert [each.id for each in list_readers(session, districts=[FENLAND])] == [ivy]
        assert [each.id for each in list_readers(session, ids=[bob])] == [bob]


def test_who_is_ended_is_nobody_at_once_and_the_row_goes_after_a_month(
    stores: Stores,
    watch,  # noqa: ANN001
) -> None:
    reader = add(stores)
    with session_scope(stores.people) as session:
        end_reader(session, reader, agreed=Agreed.BY_TELEPHONE, by=BY)
    with Session(stores.people) as session:
        row = session.exec(select(PaperReader)).one()
        assert (row.name, row.address, row.phone, row.created_by) == ("", None, None, None)
        assert live(session) == ()
        assert list_readers(session) == ()
    watch.on(days=31)
    forget(stores, JobRead(uuid4(), "forget", {}, 0))
    with Session(stores.people) as session:
        assert session.exec(select(PaperReader)).all() == []
        assert len(session.exec(select(ConsentEvent)).all()) == 4


def test_all_of_it_is_shown_and_all_of_it_erased(stores: Stores, watch) -> None:  # noqa: ANN001
    reader, other = add(stores), add(stores, PaperDraft(Way.POST, "Bob", "2 Lane"))
    with session_scope(stores.people) as session:
        for each in (reader, other):
            digest = Digest(id=uuid4(), account_id=each, way="post", made_at=watch.now)
            session.add(digest)
            session.flush()
            session.add(
                DigestItem(
                    id=uuid4(), digest_id=digest.id, account_id=each, notice_id=uuid4(), edition=1,
                    reasons=["Because you asked about funding."], events=[],
                )
            )  # fmt: skip
            session.add(Dismissal(account_id=each, notice_id=uuid4(), at=watch.now))
    told = export_paper_reader(stores, reader)
    assert (told["name"], told["address"]) == ("Ivy Quantock", "1 Zebra Lane\nMarch\nPE15 8AA")
    sizes = {name: len(told[name]) for name in ("consent", "news", "told", "told_of", "put_aside")}  # type: ignore[arg-type]
    assert sizes == {"consent": 2, "news": 2, "told": 1, "told_of": 1, "put_aside": 1}
    with session_scope(stores.people) as session:
        erase_paper_reader(session, reader, by=BY)
    with Session(stores.people) as session:
        for model in (PaperReader, Subscription, Digest, DigestItem, Dismissal):
            assert len(session.exec(select(model)).all()) == (2 if model is Subscription else 1), model
        assert {each.account_id for each in live(session)} == {other}
        actions = [each.action for each in session.exec(select(AuditEntry)) if each.subject_id == str(reader)]
        assert actions == ["add paper reader", "erase paper reader"]
        with pytest.raises(NotFound):
            erase_paper_reader(session, reader, by=BY)
