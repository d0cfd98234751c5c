"""Several mail addresses a person: the main one stays where it is"""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

_UNSEEN = "".join(map(chr, (0x200B, 0x200C, 0x200D, 0x200E, 0x200F, 0x2060, 0xFEFF)))


def upgrade() -> None:
    op.create_table(
        "other_addresses",
        sa.Column("address", sa.String(length=320), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["people.id"],
            name=op.f("fk_other_addresses_person_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("address", name=op.f("pk_other_addresses")),
    )
    with op.batch_alter_table("other_addresses", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_other_addresses_person_id"), ["person_id"], unique=False
        )
    _clean()


def downgrade() -> None:
    op.drop_table("other_addresses")


def _clean() -> None:
    """Take marks that nobody sees out of addresses; one that somebody else has stays as it is."""
    people = sa.table("people", sa.column("id", sa.Integer), sa.column("email", sa.String))
    connection = op.get_bind()
    held = {
        email: person
        for person, email in connection.execute(sa.select(people.c.id, people.c.email))
        if email
    }
    for email, person in list(held.items()):
        plain = email.translate(dict.fromkeys(map(ord, _UNSEEN)))
        if plain != email and plain not in held:
            held[plain] = person
            change = sa.update(people).where(people.c.id == person).values(email=plain)
            connection.execute(change)
