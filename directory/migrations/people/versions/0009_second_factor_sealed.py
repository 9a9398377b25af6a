"""The key of an authenticator app stands sealed as all else does; it hung from the secret key."""

import base64

import sqlalchemy as sa
from alembic import context, op
from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from sqlalchemy import RowMapping

from directory.errors import SettingsInvalid
from directory.sealing import Keyring, keyring_of

revision = "0009_second_factor_sealed"
down_revision = "0008_calendar_addresses"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("second_factor", sa.Column("begun_in", sa.Uuid(), nullable=True))
    _forget_begun()
    lost = 0
    for row in _rows():
        ring = keyring_of(op.get_bind().dialect)
        try:
            _write(row, ring.seal(_old(ring).decrypt(row["secret"].encode()).decode()))
        except InvalidToken:
            # The secret key is another: no code can be checked.
            # Once it is given up, recovery codes still can; an administrator takes the rest away.
            _write(row, "")
            lost += 1
    if lost and not context.config.attributes.get("give_up", False):
        raise SettingsInvalid(
            f"The second factors of {lost} accounts were sealed with another secret key than the one that is "
            "here. Nothing of them was changed. Put that key back (HEREABOUTS_SECRET_KEY, or var/secret_key) "
            "and run the same again; if it is lost for good, add --give-up-second-factors, and they sign in "
            "with a recovery code. See docs/sealing.md."
        )


def downgrade() -> None:
    _forget_begun()
    for row in _rows():
        ring = keyring_of(op.get_bind().dialect)
        _write(row, _old(ring).encrypt(ring.unseal(row["secret"]).encode()).decode())
    op.drop_column("second_factor", "begun_in")


def _forget_begun() -> None:
    """What was begun and not confirmed is sealed for one session: it is begun anew."""
    op.get_bind().execute(sa.text("DELETE FROM second_factor WHERE confirmed_at IS NULL"))


def _rows() -> list[RowMapping]:
    kept = sa.text("SELECT rowid, secret FROM second_factor WHERE secret != ''")
    return list(op.get_bind().execute(kept).mappings())


def _write(row: RowMapping, secret: str) -> None:
    statement = sa.text("UPDATE second_factor SET secret = :secret WHERE rowid = :at")
    op.get_bind().execute(statement, {"secret": secret, "at": row["rowid"]})


def _old(ring: Keyring) -> MultiFernet:
    """Make the seal of before, under the secret key, which stands last in the ring.

    One of before may have been put below the others in the file of sealing keys.
    """
    made = [
        HKDF(SHA256(), 32, None, b"hereabouts second factor: seal").derive(key) for key in reversed(ring.keys)
    ]
    return MultiFernet([Fernet(base64.urlsafe_b64encode(each)) for each in made])
