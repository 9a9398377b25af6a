"""Who asks for news and who announces something, in real stores, at a time that a test moves."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from uuid import UUID, uuid4

from sqlalchemy import text
from sqlmodel import Session, col, select

from directory.accounts.grants import find_or_make_account
from directory.changes.schemas import Actor
from directory.digests.models import Digest, DigestItem
from directory.digests.schemas import DigestReport
from directory.digests.service import make_digests
from directory.jobs.schemas import Stores
from directory.messages.delivery import deliver_due
from directory.messages.models import Message
from directory.messages.schemas import DeliveryReport
from directory.noticeboard.rules import NoticeRules
from directory.noticeboard.schemas import NoticeDraft
from directory.noticeboard.service import open_notice, withdraw_notice, write_notice
from directory.noticeboard.words import NoticeKind
from directory.profiles.schemas import ProfileDraft
from directory.profiles.service import tell
from directory.profiles.words import Beneficiary, IncomeBand
from directory.store import session_scope
from directory.subscriptions.ledger import subscribe, unsubscribe
from directory.subscriptions.terms import Terms
from directory.words import Role

FENLAND, CAMBRIDGE = "E07000010", "E07000008"
WISBECH, MARCH = "E04001668", "E04001661"
EDITOR = Actor(Role.COORDINATOR.value, UUID(int=7))
ADA = "ada@example.org"


class World:
    """Both stores, and the time it is in them."""

    def __init__(self, stores: Stores, now: datetime) -> None:
        self.stores = stores
        self.now = now

    def on(self, **span: float) -> None:
        self.now += timedelta(**span)

    @property
    def today(self) -> date:
        return self.now.date()

    def account_in(self, session: Session, email: str) -> UUID:
        return find_or_make_account(session, email)

    def account(self, email: str = ADA) -> UUID:
        with session_scope(self.stores.people) as session:
            return find_or_make_account(session, email)

    def asks(
        self, email: str = ADA, purpose: str = "funding", subject: UUID | None = None, **terms: object
    ) -> UUID:
        """Let somebody agree to be told; give their account."""
        account = self.account(email)
        if subject is None:
            terms.setdefault("areas", (FENLAND,))
        said = Terms.model_validate(terms)
        with session_scope(self.stores.people) as session:
            subscribe(session, account, purpose, said, how="news page", subject=str(subject or ""))
        return account

    def ends(self, account: UUID, purpose: str = "funding", subject: UUID | None = None) -> None:
        with session_scope(self.stores.people) as session:
            unsubscribe(session, account, purpose, how="news page", subject=str(subject or ""))

    def group(self, *, number: int = 0, district: str = FENLAND) -> UUID:
        """Give a group of a district that works with young people, and takes little."""
        with session_scope(self.stores.directory) as session:
            ids = session.execute(
                text(
                    "SELECT DISTINCT l.id FROM listing l JOIN service_at_location s ON s.listing_id = l.id "
                    "JOIN location p ON p.id = s.location_id WHERE l.kind = 'group' AND l.departure IS NULL "
                    "AND p.district = :district AND p.lsoa21 IS NOT NULL ORDER BY l.id"
                ),
                {"district": district},
            ).scalars()
            listing = UUID(list(ids)[number])
            told = ProfileDraft(income=IncomeBand.UNDER_5K, beneficiaries=(Beneficiary.YOUNG_PEOPLE,))
            tell(session, listing, told, actor=EDITOR)
        return listing

    def announces(self, title: str = "Small grants for young people", **said: object) -> UUID:
        """Write a notice and open it."""
        draft = NoticeDraft(
            kind=NoticeKind.FUNDING,
            title=title,
            summary="Up to £500 for groups that work with young people.",
            issuer_name="Example Community Fund",
            district=FENLAND,
            areas=(FENLAND,),
            deadline=self.today + timedelta(days=40),
            amount_max=500,
            effort="2-page form, about 3 hours",
            rules=NoticeRules(beneficiaries=(Beneficiary.YOUNG_PEOPLE,)),
        )
        with session_scope(self.stores.directory) as session:
            made = write_notice(
                session,
                replace(draft, **said),  # type: ignore[arg-type]
                actor=EDITOR,
                change_id=uuid4(),
            )
            open_notice(session, made, actor=EDITOR, change_id=uuid4())
        return made

    def withdraws(self, notice: UUID) -> None:
        with session_scope(self.stores.directory) as session:
            withdraw_notice(session, notice, actor=EDITOR, change_id=uuid4())

    def makes(self, *, examples: bool = False) -> DigestReport:
        return make_digests(self.stores, examples=examples)

    def sends(self) -> DeliveryReport:
        return deliver_due(self.stores)

    def digests(self, account: UUID | None = None) -> list[Digest]:
        with Session(self.stores.people) as session:
            query = select(Digest).order_by(col(Digest.made_at), col(Digest.id))
            found = session.exec(query).all()
        return [one for one in found if account is None or one.account_id == account]

    def items(self, account: UUID | None = None) -> list[DigestItem]:
        with Session(self.stores.people) as session:
            found = session.exec(select(DigestItem).order_by(col(DigestItem.id))).all()
        return [one for one in found if account is None or one.account_id == account]

    def messages(self) -> list[Message]:
        with Session(self.stores.people) as session:
            return list(session.exec(select(Message).order_by(col(Message.created_at))).all())
