"""what no source told of a week is not zero."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = ()
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("level_week", schema=None) as batch_op:
        batch_op.add_column(sa.Column("act_seen", sa.Integer(), nullable=False, server_default="0"))
        batch_op.add_column(sa.Column("harm_seen", sa.Integer(), nullable=False, server_default="0"))
    # As they were understood until they are learned anew: when numbers come in, or a week ends.
    op.execute("UPDATE level_week SET act_seen = seen, harm_seen = seen")


def downgrade() -> None:
    with op.batch_alter_table("level_week", schema=None) as batch_op:
        batch_op.drop_column("harm_seen")
        batch_op.drop_column("act_seen")
