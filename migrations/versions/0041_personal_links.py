"""Personal links to one's own pages, and who takes mail"""

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = "0041"
down_revision = "0039"
branch_labels = None
depends_on = None


def upgrade() -> None:
    moment = sqlmodel.sql.sqltypes.UTCDateTime()
    op.add_column("people", sa.Column("mail_stopped_at", moment, nullable=True))
    op.add_column("people", sa.Column("mail_bounced_at", moment, nullable=True))
    op.add_column(
        "rsvps", sa.Column("by_link", sa.Boolean(), server_default=sa.false(), nullable=False)
    )
    op.create_table(
        "personal_links",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("token_hash", sqlmodel.sql.sqltypes.AutoString(length=64), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("made_at", moment, nullable=False),
        sa.Column("expires_at", moment, nullable=False),
        sa.Column("revoked_at", moment, nullable=True),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["people.id"],
            name=op.f("fk_personal_links_person_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_personal_links")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_personal_links_token_hash")),
    )
    op.create_index(op.f("ix_personal_links_person_id"), "personal_links", ["person_id"])
    op.create_table(
        "page_codes",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("code_hash", sqlmodel.sql.sqltypes.AutoString(length=64), nullable=False),
        sa.Column("expires_at", moment, nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.CheckConstraint("tries >= 0", name=op.f("ck_page_codes_tries")),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_page_codes_person_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_page_codes")),
    )


def downgrade() -> None:
    op.drop_table("page_codes")
    op.drop_table("personal_links")
    op.drop_column("rsvps", "by_link")
    op.drop_column("people", "mail_bounced_at")
    op.drop_column("people", "mail_stopped_at")
