"""What names a person, or is their words, stands sealed; found again by a keyed hash."""

import base64
import json
from collections.abc import Callable, Iterator, Mapping

import sqlalchemy as sa
from alembic import op
from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from directory.errors import SettingsInvalid
from directory.sealing import ADDRESS, Keyring, keyring_of

revision = "0005_sealed"
down_revision = "0004_volunteers"
branch_labels = None
depends_on = None

_SEALED = {
    "account": ("email",),
    "message": ("to_email", "subject", "body", "html", "stop_url"),
    "submission": ("email", "message", "reason"),
}
_SEALED_JSON = {"submission": ("answers", "record")}
_HASHED = {
    "account": ("email", "email_hash"),
    "message": ("to_email", "to_hash"),
    "submission": ("email", "email_hash"),
}
_PAPER = ("name", "address", "phone")
_BATCH = 500


def upgrade() -> None:
    op.add_column("account", sa.Column("email_hash", sa.String(), nullable=True))
    op.add_column("message", sa.Column("to_hash", sa.String(), server_default="", nullable=False))
    op.add_column("submission", sa.Column("email_hash", sa.String(), nullable=True))
    for table, columns in _SEALED.items():
        said, kept_as = _HASHED[table]
        for rowid, row in _rows(table, columns):
            ring = _keys()
            kept = {name: ring.seal(text) for name, text in row.items()}
            if said in row:
                kept[kept_as] = ring.hash(ADDRESS, row[said].strip().lower())
            _write(table, rowid, kept)
    _change_json(lambda ring, said: json.dumps(ring.seal(said)))
    _change_paper(lambda ring, old, said: ring.seal(_opened(old, said)))
    with op.batch_alter_table("account", schema=None) as batch_op:
        batch_op.drop_constraint("uq_account_email", type_="unique")
        batch_op.alter_column("email_hash", existing_type=sa.String(), nullable=False)
        batch_op.create_unique_constraint("uq_account_email_hash", ["email_hash"])
    with op.batch_alter_table("message", schema=None) as batch_op:
        batch_op.create_index("ix_message_to_hash", ["to_hash"], unique=False)
    with op.batch_alter_table("submission", schema=None) as batch_op:
        batch_op.create_index("ix_submission_email_hash", ["email_hash"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("submission", schema=None) as batch_op:
        batch_op.drop_index("ix_submission_email_hash")
    with op.batch_alter_table("message", schema=None) as batch_op:
        batch_op.drop_index("ix_message_to_hash")
    for table, columns in _SEALED.items():
        for rowid, row in _rows(table, columns):
            ring = _keys()
            _write(table, rowid, {name: ring.unseal(text) for name, text in row.items()})
    _change_json(lambda ring, said: ring.unseal(json.loads(said)))
    _change_paper(lambda ring, old, said: old.encrypt(ring.unseal(said).encode()).decode())
    op.drop_column("submission", "email_hash")
    op.drop_column("message", "to_hash")
    with op.batch_alter_table("account", schema=None) as batch_op:
        batch_op.drop_constraint("uq_account_email_hash", type_="unique")
        batch_op.drop_column("email_hash")
        batch_op.create_unique_constraint("uq_account_email", ["email"])


def _change_json(change: Callable[[Keyring, str], str]) -> None:
    for table, columns in _SEALED_JSON.items():
        for rowid, row in _rows(table, columns):
            ring = _keys()
            kept = {name: None if text == "null" else change(ring, text) for name, text in row.items()}
            _write(table, rowid, kept)


def _change_paper(change: Callable[[Keyring, Fernet, str], str]) -> None:
    """What is known of people who are told on paper was sealed before, with the secret key alone."""
    for rowid, row in _rows("paper_reader", _PAPER):
        ring = _keys()
        made = HKDF(SHA256(), 32, None, b"hereabouts paper reader: seal").derive(ring.keys[-1])
        old = Fernet(base64.urlsafe_b64encode(made))
        _write("paper_reader", rowid, {name: change(ring, old, text) for name, text in row.items()})


def _opened(old: Fernet, said: str) -> str:
    try:
        return old.decrypt(said.encode()).decode()
    except InvalidToken:
        raise SettingsInvalid(
            "The readers on paper were sealed with another secret key. Put that key back, and run "
            "hereabouts init again."
        ) from None


def _keys() -> Keyring:
    return keyring_of(op.get_bind().dialect)


def _rows(table: str, columns: tuple[str, ...]) -> Iterator[tuple[int, dict[str, str]]]:
    last = -1
    names = ", ".join(columns)
    while True:
        statement = f"SELECT rowid, {names} FROM {table} WHERE rowid > :last ORDER BY rowid LIMIT {_BATCH}"  # noqa: S608
        found = op.get_bind().execute(sa.text(statement), {"last": last}).mappings().all()
        if not found:
            return
        for row in found:
            last = row["rowid"]
            told = {name: row[name] for name in columns if row[name]}
            if told:
                yield last, told


def _write(table: str, rowid: int, kept: Mapping[str, str | None]) -> None:
    written = ", ".join(f"{name} = :{name}" for name in kept)
    statement = f"UPDATE {table} SET {written} WHERE rowid = :at"  # noqa: S608
    op.get_bind().execute(sa.text(statement), {**kept, "at": rowid})
