"""Versions, imports, feeds, matches, suggestions, usage, jobs; what a group says of itself."""

import sqlalchemy as sa
from alembic import op

revision = "0009_changes"
down_revision = "0008_origin"
branch_labels = None
depends_on = None

_SAID_OF_ITSELF = (
    "owned",
    "unconfirmed_since",
    "closed_until",
    "visible_from",
    "visible_until",
    "departure",
    "goes_to",
    "gone_reason",
    "recruiting",
    "recruiting_until",
    "accepts_referrals",
    "referrals_from",
    "referrals_how",
    "referrals_wait",
    "size_band",
    "reach",
    "contact_role",
)


def upgrade() -> None:
    op.create_table(
        "applied",
        sa.Column("job_id", sa.Uuid(), nullable=False),
        sa.Column("applied_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("job_id", name=op.f("pk_applied")),
    )
    op.create_table(
        "audit_entry",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("actor_id", sa.Uuid(), nullable=True),
        sa.Column("actor_role", sa.String(), nullable=False),
        sa.Column("action", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("subject_id", sa.String(), nullable=False),
        sa.Column("detail", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_entry")),
    )
    with op.batch_alter_table("audit_entry", schema=None) as batch_op:
        batch_op.create_index("ix_audit_entry_at", ["at"], unique=False)
        batch_op.create_index("ix_audit_entry_subject", ["subject"], unique=False)
    op.create_table(
        "field_source",
        sa.Column("listing_id", sa.Uuid(), nullable=False),
        sa.Column("field", sa.String(), nullable=False),
        sa.Column("said_by", sa.String(), nullable=False),
        sa.Column("source", sa.String(), nullable=True),
        sa.Column("record_date", sa.String(), nullable=True),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.CheckConstraint("said_by IN ('source','owner','editor')", name=op.f("ck_field_source_said_by")),
        sa.PrimaryKeyConstraint("listing_id", "field", name=op.f("pk_field_source")),
    )
    op.create_table(
        "job",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("payload", sa.JSON(), nullable=False),
        sa.Column("dedupe", sa.String(), nullable=True),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("run_after", sa.DateTime(), nullable=False),
        sa.Column("leased_until", sa.DateTime(), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("error", sa.String(), nullable=True),
        sa.Column("done_at", sa.DateTime(), nullable=True),
        sa.CheckConstraint("state IN ('waiting','done','failed')", name=op.f("ck_job_state")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_job")),
        sa.UniqueConstraint("dedupe", name=op.f("uq_job_dedupe")),
    )
    with op.batch_alter_table("job", schema=None) as batch_op:
        batch_op.create_index("ix_job_kind", ["kind"], unique=False)
        batch_op.create_index("ix_job_run_after", ["run_after"], unique=False)
        batch_op.create_index("ix_job_state", ["state"], unique=False)
    op.create_table(
        "link_check",
        sa.Column("url", sa.String(), nullable=False),
        sa.Column("checked_at", sa.DateTime(), nullable=False),
        sa.Column("status", sa.Integer(), nullable=True),
        sa.Column("problem", sa.String(), nullable=True),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("failing_since", sa.DateTime(), nullable=True),
        sa.PrimaryKeyConstraint("url", name=op.f("pk_link_check")),
    )
    op.create_table(
        "listing_version",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("listing_id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("actor_id", sa.Uuid(), nullable=True),
        sa.Column("actor_role", sa.String(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=True),
        sa.Column("record", sa.JSON(), nullable=False),
        sa.Column("changes", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_listing_version")),
        sa.UniqueConstraint("listing_id", "number", name=op.f("uq_listing_version_listing_id_number")),
    )
    with op.batch_alter_table("listing_version", schema=None) as batch_op:
        batch_op.create_index("ix_listing_version_listing_id", ["listing_id"], unique=False)
    op.create_table(
        "match_decision",
        sa.Column("first", sa.Uuid(), nullable=False),
        sa.Column("second", sa.Uuid(), nullable=False),
        sa.Column("decision", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("actor_id", sa.Uuid(), nullable=True),
        sa.Column("actor_role", sa.String(), nullable=False),
        sa.CheckConstraint("decision IN ('different','merged')", name=op.f("ck_match_decision_decision")),
        sa.PrimaryKeyConstraint("first", "second", name=op.f("pk_match_decision")),
    )
    op.create_table(
        "match_pair",
        sa.Column("first", sa.Uuid(), nullable=False),
        sa.Column("second", sa.Uuid(), nullable=False),
        sa.Column("score", sa.Float(), nullable=False),
        sa.Column("reasons", sa.JSON(), nullable=False),
        sa.Column("against", sa.JSON(), nullable=False),
        sa.Column("found_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("first", "second", name=op.f("pk_match_pair")),
    )
    op.create_table(
        "merge",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("winner", sa.Uuid(), nullable=False),
        sa.Column("loser", sa.Uuid(), nullable=False),
        sa.Column("winner_before", sa.JSON(), nullable=False),
        sa.Column("loser_before", sa.JSON(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("actor_id", sa.Uuid(), nullable=True),
        sa.Column("actor_role", sa.String(), nullable=False),
        sa.Column("undone_at", sa.DateTime(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_merge")),
    )
    with op.batch_alter_table("merge", schema=None) as batch_op:
        batch_op.create_index("ix_merge_loser", ["loser"], unique=False)
        batch_op.create_index("ix_merge_winner", ["winner"], unique=False)
    op.create_table(
        "search_miss",
        sa.Column("week", sa.String(), nullable=False),
        sa.Column("area", sa.String(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("found", sa.String(), nullable=False),
        sa.Column("asked", sa.Integer(), nullable=False),
        sa.CheckConstraint("found IN ('nothing','little')", name=op.f("ck_search_miss_found")),
        sa.PrimaryKeyConstraint("week", "area", "words", "found", name=op.f("pk_search_miss")),
    )
    op.create_table(
        "tag_rule",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("words", sa.String(), nullable=True),
        sa.Column("category", sa.String(), nullable=True),
        sa.Column("capital", sa.String(), nullable=False),
        sa.Column("weight", sa.Float(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("shipped", sa.Boolean(), nullable=False),
        sa.Column("changed_at", sa.DateTime(), nullable=False),
        sa.Column("changed_by", sa.Uuid(), nullable=True),
        sa.Column("changed_role", sa.String(), nullable=False),
        sa.CheckConstraint(
            "capital IN ('social','cultural','human','health','environmental','employability')",
            name=op.f("ck_tag_rule_capital"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tag_rule")),
    )
    op.create_table(
        "tag_suggestion",
        sa.Column("listing_id", sa.Uuid(), nullable=False),
        sa.Column("capital", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("sure", sa.Float(), nullable=False),
        sa.Column("rules", sa.JSON(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("text_mark", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("decided_by", sa.Uuid(), nullable=True),
        sa.Column("decided_role", sa.String(), nullable=True),
        sa.Column("decided_at", sa.DateTime(), nullable=True),
        sa.CheckConstraint(
            "capital IN ('social','cultural','human','health','environmental','employability')",
            name=op.f("ck_tag_suggestion_capital"),
        ),
        sa.CheckConstraint(
            "state IN ('suggested','accepted','refused')", name=op.f("ck_tag_suggestion_state")
        ),
        sa.PrimaryKeyConstraint("listing_id", "capital", name=op.f("pk_tag_suggestion")),
    )
    with op.batch_alter_table("tag_suggestion", schema=None) as batch_op:
        batch_op.create_index("ix_tag_suggestion_state", ["state"], unique=False)
    op.create_table(
        "usage_count",
        sa.Column("week", sa.String(), nullable=False),
        sa.Column("what", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("asked", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("week", "what", "key", name=op.f("pk_usage_count")),
    )
    op.create_table(
        "feed",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("url", sa.String(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("every_hours", sa.Integer(), nullable=False),
        sa.Column("next_at", sa.DateTime(), nullable=True),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("version", sa.String(), nullable=True),
        sa.Column("honours", sa.JSON(), nullable=True),
        sa.Column("run_id", sa.Uuid(), nullable=True),
        sa.Column("next_page", sa.Integer(), nullable=True),
        sa.Column("last_ok_at", sa.DateTime(), nullable=True),
        sa.Column("last_tried_at", sa.DateTime(), nullable=True),
        sa.Column("error", sa.String(), nullable=True),
        sa.CheckConstraint("state IN ('idle','running','broken')", name=op.f("ck_feed_state")),
        sa.ForeignKeyConstraint(["source"], ["source.key"], name=op.f("fk_feed_source_source")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_feed")),
        sa.UniqueConstraint("url", name=op.f("uq_feed_url")),
    )
    op.create_table(
        "import_batch",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("format", sa.String(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.Column("counts", sa.JSON(), nullable=False),
        sa.Column("about", sa.JSON(), nullable=False),
        sa.Column("whole", sa.Boolean(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("actor_id", sa.Uuid(), nullable=True),
        sa.Column("actor_role", sa.String(), nullable=False),
        sa.Column("undone_at", sa.DateTime(), nullable=True),
        sa.CheckConstraint("state IN ('taken','undone')", name=op.f("ck_import_batch_state")),
        sa.ForeignKeyConstraint(["source"], ["source.key"], name=op.f("fk_import_batch_source_source")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_batch")),
    )
    op.create_table(
        "feed_record",
        sa.Column("feed_id", sa.Uuid(), nullable=False),
        sa.Column("run_id", sa.Uuid(), nullable=False),
        sa.Column("ident", sa.String(), nullable=False),
        sa.Column("page", sa.Integer(), nullable=False),
        sa.Column("raw", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["feed_id"], ["feed.id"], name=op.f("fk_feed_record_feed_id_feed")),
        sa.PrimaryKeyConstraint("feed_id", "run_id", "ident", name=op.f("pk_feed_record")),
    )
    op.create_table(
        "import_conflict",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("batch_id", sa.Uuid(), nullable=False),
        sa.Column("listing_id", sa.Uuid(), nullable=False),
        sa.Column("field", sa.String(), nullable=False),
        sa.Column("ours", sa.String(), nullable=True),
        sa.Column("theirs", sa.String(), nullable=True),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("decided_at", sa.DateTime(), nullable=True),
        sa.Column("decided_by", sa.Uuid(), nullable=True),
        sa.CheckConstraint("state IN ('open','kept','taken')", name=op.f("ck_import_conflict_state")),
        sa.ForeignKeyConstraint(
            ["batch_id"], ["import_batch.id"], name=op.f("fk_import_conflict_batch_id_import_batch")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_conflict")),
    )
    with op.batch_alter_table("import_conflict", schema=None) as batch_op:
        batch_op.create_index("ix_import_conflict_batch_id", ["batch_id"], unique=False)
        batch_op.create_index("ix_import_conflict_listing_id", ["listing_id"], unique=False)
    op.create_table(
        "import_row",
        sa.Column("batch_id", sa.Uuid(), nullable=False),
        sa.Column("row", sa.Integer(), nullable=False),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("code", sa.String(), nullable=True),
        sa.Column("message", sa.String(), nullable=True),
        sa.Column("name", sa.String(), nullable=True),
        sa.Column("listing_id", sa.Uuid(), nullable=True),
        sa.Column("version_id", sa.Uuid(), nullable=True),
        sa.Column("raw", sa.JSON(), nullable=True),
        sa.Column("said_before", sa.JSON(), nullable=True),
        sa.CheckConstraint(
            "outcome IN ('added','updated','unchanged','conflict','duplicate','quarantined')",
            name=op.f("ck_import_row_outcome"),
        ),
        sa.ForeignKeyConstraint(
            ["batch_id"], ["import_batch.id"], name=op.f("fk_import_row_batch_id_import_batch")
        ),
        sa.PrimaryKeyConstraint("batch_id", "row", name=op.f("pk_import_row")),
    )
    with op.batch_alter_table("import_row", schema=None) as batch_op:
        batch_op.create_index("ix_import_row_listing_id", ["listing_id"], unique=False)
        batch_op.create_index("ix_import_row_outcome", ["outcome"], unique=False)
    op.create_table(
        "import_dropped",
        sa.Column("batch_id", sa.Uuid(), nullable=False),
        sa.Column("listing_id", sa.Uuid(), nullable=False),
        sa.Column("source_id", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("decided_at", sa.DateTime(), nullable=True),
        sa.Column("decided_by", sa.Uuid(), nullable=True),
        sa.CheckConstraint("state IN ('open','stays','archived')", name=op.f("ck_import_dropped_state")),
        sa.ForeignKeyConstraint(
            ["batch_id"], ["import_batch.id"], name=op.f("fk_import_dropped_batch_id_import_batch")
        ),
        sa.PrimaryKeyConstraint("batch_id", "listing_id", name=op.f("pk_import_dropped")),
    )
    with op.batch_alter_table("import_dropped", schema=None) as batch_op:
        batch_op.create_index("ix_import_dropped_listing_id", ["listing_id"], unique=False)
    op.add_column("listing", sa.Column("owned", sa.Boolean(), server_default=sa.text("0"), nullable=False))
    op.add_column("listing", sa.Column("unconfirmed_since", sa.Date(), nullable=True))
    op.add_column("listing", sa.Column("closed_until", sa.Date(), nullable=True))
    op.add_column("listing", sa.Column("visible_from", sa.Date(), nullable=True))
    op.add_column("listing", sa.Column("visible_until", sa.Date(), nullable=True))
    op.add_column("listing", sa.Column("departure", sa.String(), nullable=True))
    op.add_column("listing", sa.Column("goes_to", sa.Uuid(), nullable=True))
    op.add_column("listing", sa.Column("gone_reason", sa.String(), nullable=True))
    op.add_column("listing", sa.Column("recruiting", sa.String(), nullable=True))
    op.add_column("listing", sa.Column("recruiting_until", sa.Date(), nullable=True))
    op.add_column("listing", sa.Column("accepts_referrals", sa.Boolean(), nullable=True))
    op.add_column("listing", sa.Column("referrals_from", sa.String(), nullable=True))
    op.add_column("listing", sa.Column("referrals_how", sa.String(), nullable=True))
    op.add_column("listing", sa.Column("referrals_wait", sa.String(), nullable=True))
    op.add_column("listing", sa.Column("size_band", sa.String(), nullable=True))
    op.add_column("listing", sa.Column("reach", sa.String(), nullable=True))
    op.add_column("listing", sa.Column("contact_role", sa.String(), nullable=True))
    op.execute(
        "UPDATE listing SET departure = 'archived', "
        "gone_reason = 'It is no longer running, as far as we know.' WHERE status = 'inactive'"
    )
    op.add_column("location", sa.Column("stated_parish", sa.String(), nullable=True))
    op.add_column("location", sa.Column("stated_district", sa.String(), nullable=True))
    op.execute(
        "UPDATE location SET stated_district = district, stated_parish = CASE "
        "WHEN areas_from = 'parish' OR (areas_from = 'outline' AND NOT parish_estimated) THEN parish END"
    )
    op.add_column(
        "search_entry", sa.Column("unconfirmed", sa.Boolean(), server_default=sa.text("0"), nullable=False)
    )
    op.add_column("search_entry", sa.Column("recruiting_until", sa.String(), nullable=True))
    op.add_column("search_entry", sa.Column("accepts_referrals", sa.Boolean(), nullable=True))
    op.add_column("search_entry", sa.Column("size_band", sa.String(), nullable=True))
    op.add_column("search_entry", sa.Column("reach", sa.String(), nullable=True))
    for verb in ("UPDATE", "DELETE"):
        op.execute(
            f"CREATE TRIGGER audit_entry_no_{verb.lower()} BEFORE {verb} ON audit_entry "
            "BEGIN SELECT RAISE(ABORT, 'audit_entry is append-only'); END"
        )
    # Putting a row in place of another runs no trigger of deletion.
    op.execute(
        "CREATE TRIGGER audit_entry_no_replace BEFORE INSERT ON audit_entry "
        "WHEN EXISTS (SELECT 1 FROM audit_entry WHERE id = NEW.id OR rowid = NEW.rowid) "
        "BEGIN SELECT RAISE(ABORT, 'audit_entry is append-only'); END"
    )


def downgrade() -> None:
    for verb in ("update", "delete", "replace"):
        op.execute(f"DROP TRIGGER audit_entry_no_{verb}")
    # Not in a batch: that would drop and make the table anew, which its children forbid.
    for name in _SAID_OF_ITSELF:
        op.drop_column("listing", name)
    for name in ("stated_parish", "stated_district"):
        op.drop_column("location", name)
    for name in ("unconfirmed", "recruiting_until", "accepts_referrals", "size_band", "reach"):
        op.drop_column("search_entry", name)
    with op.batch_alter_table("import_dropped", schema=None) as batch_op:
        batch_op.drop_index("ix_import_dropped_listing_id")
    op.drop_table("import_dropped")
    with op.batch_alter_table("import_row", schema=None) as batch_op:
        batch_op.drop_index("ix_import_row_outcome")
        batch_op.drop_index("ix_import_row_listing_id")
    op.drop_table("import_row")
    with op.batch_alter_table("import_conflict", schema=None) as batch_op:
        batch_op.drop_index("ix_import_conflict_listing_id")
        batch_op.drop_index("ix_import_conflict_batch_id")
    op.drop_table("import_conflict")
    op.drop_table("feed_record")
    op.drop_table("import_batch")
    op.drop_table("feed")
    op.drop_table("usage_count")
    with op.batch_alter_table("tag_suggestion", schema=None) as batch_op:
        batch_op.drop_index("ix_tag_suggestion_state")
    op.drop_table("tag_suggestion")
    op.drop_table("tag_rule")
    op.drop_table("search_miss")
    with op.batch_alter_table("merge", schema=None) as batch_op:
        batch_op.drop_index("ix_merge_winner")
        batch_op.drop_index("ix_merge_loser")
    op.drop_table("merge")
    op.drop_table("match_decision")
    op.drop_table("match_pair")
    with op.batch_alter_table("listing_version", schema=None) as batch_op:
        batch_op.drop_index("ix_listing_version_listing_id")
    op.drop_table("listing_version")
    op.drop_table("link_check")
    with op.batch_alter_table("job", schema=None) as batch_op:
        batch_op.drop_index("ix_job_state")
        batch_op.drop_index("ix_job_run_after")
        batch_op.drop_index("ix_job_kind")
    op.drop_table("job")
    op.drop_table("field_source")
    with op.batch_alter_table("audit_entry", schema=None) as batch_op:
        batch_op.drop_index("ix_audit_entry_subject")
        batch_op.drop_index("ix_audit_entry_at")
    op.drop_table("audit_entry")
    op.drop_table("applied")
