"""readings are written without asking for their post again."""

from __future__ import annotations

from alembic import op

revision = '0006'
down_revision = '0005'
branch_labels = ()
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table('feedback_record', schema=None) as batch_op:
        batch_op.drop_constraint('fk_feedback_record_item_id_content_item', type_='foreignkey')
    if op.get_bind().dialect.name == 'postgresql':
        op.execute(r"""CREATE FUNCTION qunbi_readings_go() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN DELETE FROM feedback_record WHERE item_id = OLD.id; RETURN NULL; END $$""")
        op.execute(r"""CREATE TRIGGER readings_go_with_their_post AFTER DELETE ON content_item FOR EACH ROW
EXECUTE FUNCTION qunbi_readings_go()""")
    else:
        op.execute(r"""CREATE TRIGGER readings_go_with_their_post AFTER DELETE ON content_item
BEGIN DELETE FROM feedback_record WHERE item_id = OLD.id; END""")


def downgrade() -> None:
    if op.get_bind().dialect.name == 'postgresql':
        op.execute("DROP TRIGGER readings_go_with_their_post ON content_item")
        op.execute("DROP FUNCTION qunbi_readings_go()")
    else:
        op.execute("DROP TRIGGER readings_go_with_their_post")
    with op.batch_alter_table('feedback_record', schema=None) as batch_op:
        batch_op.create_foreign_key(
            'fk_feedback_record_item_id_content_item', 'content_item', ['item_id'], ['id'], ondelete='CASCADE'
        )
