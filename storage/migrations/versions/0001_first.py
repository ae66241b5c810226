"""The first schema."""

import sqlalchemy as sa
from alembic import op

from storage import columns

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "address",
        sa.Column("id", columns.IdColumn(), nullable=False),
        sa.Column("program_id", columns.IdColumn(), nullable=False),
        sa.Column("family_id", columns.IdColumn(), nullable=False),
        sa.Column("contact_id", columns.IdColumn(), nullable=False),
        sa.Column("line_id", columns.IdColumn(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("value", sa.LargeBinary(), nullable=False),
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_address")),
        sa.UniqueConstraint("program_id", "line_id", "hash", name=op.f("uq_address_program_id_line_id_hash")),
    )
    op.create_index(op.f("ix_address_family_id"), "address", ["family_id"], unique=False)
    op.create_table(
        "alert",
        sa.Column("id", columns.IdColumn(), nullable=False),
        sa.Column("program_id", columns.IdColumn(), nullable=False),
        sa.Column("family_id", columns.IdColumn(), nullable=True),
        sa.Column("contact_id", columns.IdColumn(), nullable=True),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("raised_at", columns.Instant(), nullable=False),
        sa.Column("message_id", columns.IdColumn(), nullable=True),
        sa.Column("is_present", sa.Boolean(), nullable=False),
        sa.Column("step", sa.Integer(), nullable=False),
        sa.Column("next_at", columns.Instant(), nullable=True),
        sa.Column("acknowledged_by", columns.IdColumn(), nullable=True),
        sa.Column("acknowledged_at", columns.Instant(), nullable=True),
        sa.Column("closed_by", columns.IdColumn(), nullable=True),
        sa.Column("closed_at", columns.Instant(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_alert")),
    )
    op.create_index(op.f("ix_alert_contact_id"), "alert", ["contact_id"], unique=False)
    op.create_index(
        "ix_alert_family_open",
        "alert",
        ["family_id"],
        unique=False,
        sqlite_where=sa.text("state IN ('waiting', 'open', 'acknowledged')"),
        postgresql_where=sa.text("state IN ('waiting', 'open', 'acknowledged')"),
    )
    op.create_index(
        "ix_alert_next",
        "alert",
        ["next_at"],
        unique=False,
        sqlite_where=sa.text("state IN ('waiting', 'open')"),
        postgresql_where=sa.text("state IN ('waiting', 'open')"),
    )
    op.create_table(
        "answer",
        sa.Column("id", columns.IdColumn(), nullable=False),
        sa.Column("program_id", columns.IdColumn(), nullable=False),
        sa.Column("family_id", columns.IdColumn(), nullable=False),
        sa.Column("interview_id", columns.IdColumn(), nullable=False),
        sa.Column("contact_id", columns.IdColumn(), nullable=False),
        sa.Column("child_id", columns.IdColumn(), nullable=True),
        sa.Column("form", sa.String(), nullable=False),
        sa.Column("version", sa.String(), nullable=False),
        sa.Column("link_id", sa.String(), nullable=False),
        sa.Column("about", sa.String(), nullable=False),
        sa.Column("is_private", sa.Boolean(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("raw", sa.LargeBinary(), nullable=False),
        sa.Column("value", sa.LargeBinary(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("mode", sa.String(), nullable=False),
        sa.Column("at", columns.Instant(), nullable=False),
        sa.Column("message_id", columns.IdColumn(), nullable=True),
        sa.Column("recorder_id", columns.IdColumn(), nullable=True),
        sa.Column("replaced_at", columns.Instant(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_answer")),
    )
    op.create_index(op.f("ix_answer_family_id"), "answer", ["family_id"], unique=False)
    op.create_index("ix_answer_interview", "answer", ["interview_id", "link_id"], unique=False)
    op.create_table(
        "appointment",
        sa.Column("id", columns.IdColumn(), nullable=False),
        sa.Column("program_id", columns.IdColumn(), nullable=False),
        sa.Column("family_id", columns.IdColumn(), nullable=False),
        sa.Column("child_id", columns.IdColumn(), nullable=False),
        sa.Column("local_start", columns.WallTime(), nullable=False),
        sa.Column("zone", sa.String(), nullable=False),
        sa.Column("starts_at", columns.Instant(), nullable=False),
        sa.Column("place", sa.LargeBinary(), nullable=False),
        sa.Column("clinic", sa.LargeBinary(), nullable=False),
        sa.Column("preparation", sa.LargeBinary(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("reply", sa.String(), nullable=False),
        sa.Column("needs_help", sa.Boolean(), nullable=False),
        sa.Column("change_wanted", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_appointment")),
    )
    op.create_index(op.f("ix_appointment_family_id"), "appointment", ["family_id"], unique=False)
    op.create_index("ix_appointment_family_start", "appointment", ["family_id", "starts_at"], unique=False)
    op.create_table(
        "attachment",
        sa.Column("id", columns.IdColumn(), nullable=False),
        sa.Column("program_id", columns.IdColumn(), nullable=False),
        sa.Column("family_id", columns.IdColumn(), nullable=True),
        sa.Column("message_id", columns.IdColumn(), nullable=False),
        sa.Column("content_type", sa.String(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("source", sa.LargeBinary(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("created_at", columns.Instant(), nullable=False),
        sa.Column("fetched_at", columns.Instant(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attachment")),
    )
    op.create_index(op.f("ix_attachment_message_id"), "attachment", ["message_id"], unique=False)
    op.create_index(
        "ix_attachment_open",
        "attachment",
        ["created_at"],
        unique=False,
        sqlite_where=sa.text("state IN ('waiting', 'stored')"),
        postgresql_where=sa.text("state IN ('waiting', 'stored')"),
    )
    op.create_table(
        "attempt",
        sa.Column("id", columns.IdColumn(), nullable=False),
        sa.Column("program_id", columns.IdColumn(), nullable=False),
        sa.Column("family_id", columns.IdColumn(), nullable=True),
        sa.Column("outgoing_id", columns.IdColumn(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("started_at", columns.Instant(), nullable=False),
        sa.Column("ended_at", columns.Instant(), nullable=True),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attempt")),
        sa.UniqueConstraint(
            "program_id", "outgoing_id", "number", name=op.f("uq_attempt_program_id_outgoing_id_number")
        ),
    )
    op.create_table(
        "audit",
        sa.Column("id", columns.IdColumn(), nullable=False),
        sa.Column("program_id", columns.IdColumn(), nullable=False),
        sa.Column("family_id", columns.IdColumn(), nullable=True),
        sa.Column("at", columns.Instant(), nullable=False),
        sa.Column("voice", sa.String(), nullable=False),
        sa.Column("actor_id", columns.IdColumn(), nullable=True),
        sa.Column("what", sa.String(), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=True),
        sa.Column("chain", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit")),
    )
    op.create_index("ix_audit_family_at", "audit", ["family_id", "at"], unique=False)
    op.create_index(
        "ix_audit_number",
        "audit",
        ["program_id", "number"],
        unique=True,
        sqlite_where=sa.text("number IS NOT NULL"),
        postgresql_where=sa.text("number IS NOT NULL"),
    )
    op.create_index(
        "ix_audit_tail",
        "audit",
        ["program_id", "id"],
        unique=False,
        sqlite_where=sa.text("number IS NULL"),
        postgresql_where=sa.text("number IS NULL"),
    )
    op.create_table(
        "care_time",
        sa.Column("id", columns.IdColumn(), nullable=False),
        sa.Column("program_id", columns.IdColumn(), nullable=False),
        sa.Column("family_id", columns.IdColumn(), nullable=False),
        sa.Column("contact_id", columns.IdColumn(), nullable=False),
        sa.Column("child_id", columns.IdColumn(), nullable=True),
        sa.Column("staff_id", columns.IdColumn(), nullable=False),
        sa.Column("activity", sa.String(), nullable=False),
        sa.Column("mode", sa.String(), nullable=False),
        sa.Column("started_at", columns.Instant(), nullable=False),
        sa.Column("until", columns.Instant(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("interview_id", columns.IdColumn(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_care_time")),
    )
    op.create_index(op.f("ix_care_time_family_id"), "care_time", ["family_id"], unique=False)
    op.create_table(
        "child",
        sa.Column("id", columns.IdColumn(), nullable=False),
        sa.Column("program_id", columns.IdColumn(), nullable=False),
        sa.Column("family_id", columns.IdColumn(), nullable=False),
        sa.Column("nickname", sa.LargeBinary(), nullable=False),
        sa.Column("name", sa.LargeBinary(), nullable=False),
        sa.Column("birth_date", columns.DayColumn(), nullable=True),
        sa.Column("suppressed", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_child")),
    )
    op.create_index(op.f("ix_child_family_id"), "child", ["family_id"], unique=False)
    op.create_table(
        "consent",
        sa.Column("id", columns.IdColumn(), nullable=False),
        sa.Column("program_id", columns.IdColumn(), nullable=False),
        sa.Column("family_id", columns.IdColumn(), nullable=False),
        sa.Column("contact_id", columns.IdColumn(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("what", sa.String(), nullable=False),
        sa.Column("method", sa.String(), nullable=False),
        sa.Column("text", sa.LargeBinary(), nullable=False),
        sa.Column("version", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("at", columns.Instant(), nullable=False),
        sa.Column("by_staff", columns.IdColumn(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consent")),
    )
    op.create_index(op.f("ix_consent_family_id"), "consent", ["family_id"], unique=False)
    op.create_table(
        "contact",
        sa.Column("id", columns.IdColumn(), nullable=False),
        sa.Column("program_id", columns.IdColumn(), nullable=False),
        sa.Column("family_id", columns.IdColumn(), nullable=False),
        sa.Column("name", sa.LargeBinary(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("zone", sa.String(), nullable=True),
        sa.Column("is_shared_phone", sa.Boolean(), nullable=False),
        sa.Column("is_discreet", sa.Boolean(), nullable=False),
        sa.Column("detail_level", sa.Integer(), nullable=False),
        sa.Column("consent", sa.String(), nullable=False),
        sa.Column("silence", sa.String(), nullable=False),
        sa.Column("silence_until", columns.Instant(), nullable=True),
        sa.Column("answers_by", sa.String(), nullable=False),
        sa.Column("text_from", columns.TimeOfDay(), nullable=True),
        sa.Column("text_until", columns.TimeOfDay(), nullable=True),
        sa.Column("quiet", sa.Text(), nullable=False),
        sa.Column("is_conflict", sa.Boolean(), nullable=False),
        sa.Column("voice_answers", sa.Integer(), nullable=False),
        sa.Column("check_in_days", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contact")),
    )
    op.create_index(op.f("ix_contact_family_id"), "contact", ["family_id"], unique=False)
    op.create_table(
        "draft",
        sa.Column("id", columns.IdColumn(), nullable=False),
        sa.Column("program_id", columns.IdColumn(), nullable=False),
        sa.Column("staff_id", columns.IdColumn(), nullable=False),
        sa.Column("contact_id", columns.IdColumn(), nullable=False),
        sa.Column("text", sa.LargeBinary(), nullable=False),
        sa.Column("changed_at", columns.Instant(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_draft")),
        sa.UniqueConstraint(
            "program_id", "staff_id", "contact_id", name=op.f("uq_draft_program_id_staff_id_contact_id")
        ),
    )
    op.create_index(op.f("ix_draft_contact_id"), "draft", ["contact_id"], unique=False)
    op.create_table(
        "family",
        sa.Column("id", columns.IdColumn(), nullable=False),
        sa.Column("program_id", columns.IdColumn(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("coordinator_id", columns.IdColumn(), nullable=True),
        sa.Column("introduced_by", sa.String(), nullable=False),
        sa.Column("emergency_lines", sa.LargeBinary(), nullable=False),
        sa.Column("sheet_kept", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_family")),
        sa.UniqueConstraint("program_id", "code", name=op.f("uq_family_program_id_code")),
    )
    op.create_index(op.f("ix_family_coordinator_id"), "family", ["coordinator_id"], unique=False)
    op.create_table(
        "form",
        sa.Column("id", columns.IdColumn(), nullable=False),
        sa.Column("program_id", columns.IdColumn(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("version", sa.String(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("created_at", columns.Instant(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_form")),
        sa.UniqueConstraint("program_id", "name", "version", name=op.f("uq_form_program_id_name_version")),
    )
    op.create_table(
        "installation",
        sa.Column("id", columns.IdColumn(), nullable=False),
        sa.Column("is_demo", sa.Boolean(), nullable=False),
        sa.Column("check", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", columns.Instant(), nullable=False),
        sa.Column("clock_shift", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_installation")),
    )
    op.create_table(
        "interview",
        sa.Column("id", columns.IdColumn(), nullable=False),
        sa.Column("program_id", columns.IdColumn(), nullable=False),
        sa.Column("family_id", columns.IdColumn(), nullable=False),
        sa.Column("contact_id", columns.IdColumn(), nullable=False),
        sa.Column("child_id", columns.IdColumn(), nullable=True),
        sa.Column("form", sa.String(), nullable=False),
        sa.Column("version", sa.String(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("interview", sa.LargeBinary(), nullable=False),
        sa.Column("started_at", columns.Instant(), nullable=False),
        sa.Column("changed_at", columns.Instant(), nullable=False),
        sa.Column("nudges", sa.Integer(), nullable=False),
        sa.Column("then", sa.Text(), nullable=False),
        sa.Column("read_at", columns.Instant(), nullable=True),
        sa.Column("read_by", columns.IdColumn(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_interview")),
    )
    op.create_index(op.f("ix_interview_family_id"), "interview", ["family_id"], unique=False)
    op.create_index(
        "ix_interview_open",
        "interview",
        ["family_id"],
        unique=False,
        sqlite_where=sa.text("status IN ('queued', 'in-progress', 'paused')"),
        postgresql_where=sa.text("status IN ('queued', 'in-progress', 'paused')"),
    )
    op.create_table(
        "invite",
        sa.Column("id", columns.IdColumn(), nullable=False),
        sa.Column("program_id", columns.IdColumn(), nullable=False),
        sa.Column("family_id", columns.IdColumn(), nullable=False),
        sa.Column("contact_id", columns.IdColumn(), nullable=False),
        sa.Column("code_hash", sa.LargeBinary(), nullable=False),
        sa.Column("expires_at", columns.Instant(), nullable=False),
        sa.Column("used_at", columns.Instant(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invite")),
        sa.UniqueConstraint("program_id", "code_hash", name=op.f("uq_invite_program_id_code_hash")),
    )
    op.create_index(op.f("ix_invite_family_id"), "invite", ["family_id"], unique=False)
    op.create_table(
        "item",
        sa.Column("id", columns.IdColumn(), nullable=False),
        sa.Column("program_id", columns.IdColumn(), nullable=False),
        sa.Column("family_id", columns.IdColumn(), nullable=True),
        sa.Column("contact_id", columns.IdColumn(), nullable=True),
        sa.Column("child_id", columns.IdColumn(), nullable=True),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("severity", sa.String(), nullable=False),
        sa.Column("note", sa.LargeBinary(), nullable=False),
        sa.Column("due_at", columns.Instant(), nullable=False),
        sa.Column("opened_at", columns.Instant(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("closed_at", columns.Instant(), nullable=True),
        sa.Column("closed_by", columns.IdColumn(), nullable=True),
        sa.Column("reason", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_item")),
    )
    op.create_index("ix_item_family", "item", ["family_id"], unique=False)
    op.create_index(
        "ix_item_open",
        "item",
        ["program_id", "due_at"],
        unique=False,
        sqlite_where=sa.text("state = 'open'"),
        postgresql_where=sa.text("state = 'open'"),
    )
    op.create_table(
        "lease",
        sa.Column("id", columns.IdColumn(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("holder", sa.String(), nullable=False),
        sa.Column("until", columns.Instant(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lease")),
        sa.UniqueConstraint("name", name=op.f("uq_lease_name")),
    )
    op.create_table(
        "line",
        sa.Column("id", columns.IdColumn(), nullable=False),
        sa.Column("program_id", columns.IdColumn(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("sender", sa.String(), nullable=False),
        sa.Column("phi_allowed", sa.Integer(), nullable=False),
        sa.Column("mark", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_line")),
        sa.UniqueConstraint("program_id", "channel", "sender", name=op.f("uq_line_program_id_channel_sender")),
    )
    op.create_table(
        "link",
        sa.Column("id", columns.IdColumn(), nullable=False),
        sa.Column("program_id", columns.IdColumn(), nullable=False),
        sa.Column("family_id", columns.IdColumn(), nullable=False),
        sa.Column("contact_id", columns.IdColumn(), nullable=False),
        sa.Column("child_id", columns.IdColumn(), nullable=False),
        sa.Column("relationship", sa.String(), nullable=False),
        sa.Column("may_answer", sa.Boolean(), nullable=False),
        sa.Column("gets_reminders", sa.Boolean(), nullable=False),
        sa.Column("may_see_plan", sa.Boolean(), nullable=False),
        sa.Column("gets_emergency", sa.Boolean(), nullable=False),
        sa.Column("is_confidential", sa.Boolean(), nullable=False),
        sa.Column("authority", sa.String(), nullable=False),
        sa.Column("starts_on", columns.DayColumn(), nullable=True),
        sa.Column("ends_on", columns.DayColumn(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_link")),
        sa.UniqueConstraint(
            "program_id", "contact_id", "child_id", name=op.f("uq_link_program_id_contact_id_child_id")
        ),
    )
    op.create_index(op.f("ix_link_family_id"), "link", ["family_id"], unique=False)
    op.create_table(
        "message",
        sa.Column("id", columns.IdColumn(), nullable=False),
        sa.Column("program_id", columns.IdColumn(), nullable=False),
        sa.Column("family_id", columns.IdColumn(), nullable=True),
        sa.Column("contact_id", columns.IdColumn(), nullable=True),
        sa.Column("line_id", columns.IdColumn(), nullable=False),
        sa.Column("address", sa.LargeBinary(), nullable=False),
        sa.Column("address_hash", sa.LargeBinary(), nullable=False),
        sa.Column("provider_id", sa.String(), nullable=False),
        sa.Column("text", sa.LargeBinary(), nullable=False),
        sa.Column("at", columns.Instant(), nullable=False),
        sa.Column("attachments", sa.LargeBinary(), nullable=False),
        sa.Column("mark", sa.String(), nullable=False),
        sa.Column("screened", sa.String(), nullable=False),
        sa.Column("prompt_id", columns.IdColumn(), nullable=True),
        sa.Column("is_private", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_message")),
        sa.UniqueConstraint(
            "program_id", "line_id", "provider_id", name=op.f("uq_message_program_id_line_id_provider_id")
        ),
    )
    op.create_index("ix_message_address_at", "message", ["program_id", "address_hash", "at"], unique=False)
    op.create_index("ix_message_contact_at", "message", ["contact_id", "at"], unique=False)
    op.create_table(
        "need",
        sa.Column("id", columns.IdColumn(), nullable=False),
        sa.Column("program_id", columns.IdColumn(), nullable=False),
        sa.Column("family_id", columns.IdColumn(), nullable=False),
        sa.Column("child_id", columns.IdColumn(), nullable=True),
        sa.Column("contact_id", columns.IdColumn(), nullable=False),
        sa.Column("sector", sa.String(), nullable=False),
        sa.Column("severity", sa.String(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("about", sa.String(), nullable=False),
        sa.Column("is_private", sa.Boolean(), nullable=False),
        sa.Column("is_discreet", sa.Boolean(), nullable=False),
        sa.Column("behind", sa.Text(), nullable=False),
        sa.Column("interview_id", columns.IdColumn(), nullable=False),
        sa.Column("found_at", columns.Instant(), nullable=False),
        sa.Column("wants_help", sa.String(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.Column("acts_first", sa.String(), nullable=False),
        sa.Column("proposed", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_need")),
    )
    op.create_index(op.f("ix_need_family_id"), "need", ["family_id"], unique=False)
    op.create_table(
        "note",
        sa.Column("id", columns.IdColumn(), nullable=False),
        sa.Column("program_id", columns.IdColumn(), nullable=False),
        sa.Column("family_id", columns.IdColumn(), nullable=False),
        sa.Column("contact_id", columns.IdColumn(), nullable=False),
        sa.Column("staff_id", columns.IdColumn(), nullable=False),
        sa.Column("text", sa.LargeBinary(), nullable=False),
        sa.Column("at", columns.Instant(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_note")),
    )
    op.create_index(op.f("ix_note_contact_id"), "note", ["contact_id"], unique=False)
    op.create_index(op.f("ix_note_family_id"), "note", ["family_id"], unique=False)
    op.create_table(
        "outgoing",
        sa.Column("id", columns.IdColumn(), nullable=False),
        sa.Column("program_id", columns.IdColumn(), nullable=False),
        sa.Column("family_id", columns.IdColumn(), nullable=True),
        sa.Column("contact_id", columns.IdColumn(), nullable=True),
        sa.Column("staff_id", columns.IdColumn(), nullable=True),
        sa.Column("line_id", columns.IdColumn(), nullable=False),
        sa.Column("address", sa.LargeBinary(), nullable=False),
        sa.Column("purpose", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("text", sa.LargeBinary(), nullable=False),
        sa.Column("once_key", sa.String(), nullable=False),
        sa.Column("created_at", columns.Instant(), nullable=False),
        sa.Column("not_before", columns.Instant(), nullable=False),
        sa.Column("latest_useful", columns.Instant(), nullable=True),
        sa.Column("prompt_id", columns.IdColumn(), nullable=True),
        sa.Column("buttons", sa.LargeBinary(), nullable=False),
        sa.Column("epoch", sa.Integer(), nullable=False),
        sa.Column("is_proactive", sa.Boolean(), nullable=False),
        sa.Column("event_at", columns.Instant(), nullable=True),
        sa.Column("child_id", columns.IdColumn(), nullable=True),
        sa.Column("reminder_id", columns.IdColumn(), nullable=True),
        sa.Column("alert_id", columns.IdColumn(), nullable=True),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("claimed_at", columns.Instant(), nullable=True),
        sa.Column("provider_id", sa.String(), nullable=False),
        sa.Column("check_at", columns.Instant(), nullable=True),
        sa.Column("sent_at", columns.Instant(), nullable=True),
        sa.Column("author_id", columns.IdColumn(), nullable=True),
        sa.Column("carriage", sa.String(), nullable=False),
        sa.Column("exempt", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outgoing")),
        sa.UniqueConstraint("program_id", "once_key", name=op.f("uq_outgoing_program_id_once_key")),
    )
    op.create_index(
        "ix_outgoing_check",
        "outgoing",
        ["check_at"],
        unique=False,
        sqlite_where=sa.text("state IN ('sending', 'unknown')"),
        postgresql_where=sa.text("state IN ('sending', 'unknown')"),
    )
    op.create_index("ix_outgoing_contact_at", "outgoing", ["contact_id", "created_at"], unique=False)
    op.create_index(
        "ix_outgoing_due",
        "outgoing",
        ["not_before"],
        unique=False,
        sqlite_where=sa.text("state = 'queued'"),
        postgresql_where=sa.text("state = 'queued'"),
    )
    op.create_index(
        "ix_outgoing_family_open",
        "outgoing",
        ["family_id"],
        unique=False,
        sqlite_where=sa.text("state IN ('queued', 'sending', 'unknown')"),
        postgresql_where=sa.text("state IN ('queued', 'sending', 'unknown')"),
    )
    op.create_index("ix_outgoing_family_proactive", "outgoing", ["family_id", "sent_at"], unique=False)
    op.create_index("ix_outgoing_provider", "outgoing", ["provider_id"], unique=False)
    op.create_index(
        "ix_outgoing_staff",
        "outgoing",
        ["staff_id", "created_at"],
        unique=False,
        sqlite_where=sa.text("staff_id IS NOT NULL"),
        postgresql_where=sa.text("staff_id IS NOT NULL"),
    )
    op.create_table(
        "policy",
        sa.Column("id", columns.IdColumn(), nullable=False),
        sa.Column("program_id", columns.IdColumn(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_policy")),
        sa.UniqueConstraint("program_id", "name", name=op.f("uq_policy_program_id_name")),
    )
    op.create_table(
        "program",
        sa.Column("id", columns.IdColumn(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("phone", sa.String(), nullable=False),
        sa.Column("zone", sa.String(), nullable=False),
        sa.Column("emergency_number", sa.String(), nullable=False),
        sa.Column("poison_number", sa.String(), nullable=False),
        sa.Column("crisis_number", sa.String(), nullable=False),
        sa.Column("is_demo", sa.Boolean(), nullable=False),
        sa.Column("hold", sa.Boolean(), nullable=False),
        sa.Column("created_at", columns.Instant(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_program")),
    )
    op.create_table(
        "prompt",
        sa.Column("id", columns.IdColumn(), nullable=False),
        sa.Column("program_id", columns.IdColumn(), nullable=False),
        sa.Column("family_id", columns.IdColumn(), nullable=False),
        sa.Column("contact_id", columns.IdColumn(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("options", sa.LargeBinary(), nullable=False),
        sa.Column("interview_id", columns.IdColumn(), nullable=True),
        sa.Column("question", sa.String(), nullable=False),
        sa.Column("appointment_id", columns.IdColumn(), nullable=True),
        sa.Column("opened_at", columns.Instant(), nullable=True),
        sa.Column("closed_at", columns.Instant(), nullable=True),
        sa.Column("created_at", columns.Instant(), nullable=True),
        sa.Column("held", sa.LargeBinary(), nullable=False),
        sa.Column("others", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_prompt")),
    )
    op.create_index(op.f("ix_prompt_family_id"), "prompt", ["family_id"], unique=False)
    op.create_index(
        "ix_prompt_recent",
        "prompt",
        ["family_id"],
        unique=False,
        sqlite_where=sa.text("state IN ('queued', 'open', 'superseded')"),
        postgresql_where=sa.text("state IN ('queued', 'open', 'superseded')"),
    )
    op.create_table(
        "reminder",
        sa.Column("id", columns.IdColumn(), nullable=False),
        sa.Column("program_id", columns.IdColumn(), nullable=False),
        sa.Column("family_id", columns.IdColumn(), nullable=False),
        sa.Column("contact_id", columns.IdColumn(), nullable=False),
        sa.Column("child_id", columns.IdColumn(), nullable=True),
        sa.Column("appointment_id", columns.IdColumn(), nullable=True),
        sa.Column("series", sa.String(), nullable=False),
        sa.Column("local_at", columns.WallTime(), nullable=False),
        sa.Column("zone", sa.String(), nullable=False),
        sa.Column("due_at", columns.Instant(), nullable=False),
        sa.Column("latest_useful", columns.Instant(), nullable=False),
        sa.Column("once_key", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("interview_id", columns.IdColumn(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reminder")),
        sa.UniqueConstraint("program_id", "once_key", name=op.f("uq_reminder_program_id_once_key")),
    )
    op.create_index(
        "ix_reminder_due",
        "reminder",
        ["due_at"],
        unique=False,
        sqlite_where=sa.text("state = 'planned'"),
        postgresql_where=sa.text("state = 'planned'"),
    )
    op.create_index(op.f("ix_reminder_family_id"), "reminder", ["family_id"], unique=False)
    op.create_index(
        "ix_reminder_family_open",
        "reminder",
        ["family_id"],
        unique=False,
        sqlite_where=sa.text("state = 'planned'"),
        postgresql_where=sa.text("state = 'planned'"),
    )
    op.create_table(
        "session",
        sa.Column("id", columns.IdColumn(), nullable=False),
        sa.Column("program_id", columns.IdColumn(), nullable=False),
        sa.Column("staff_id", columns.IdColumn(), nullable=False),
        sa.Column("token_hash", sa.LargeBinary(), nullable=False),
        sa.Column("csrf", sa.String(), nullable=False),
        sa.Column("created_at", columns.Instant(), nullable=False),
        sa.Column("seen_at", columns.Instant(), nullable=False),
        sa.Column("is_confirmed", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_session")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_session_token_hash")),
    )
    op.create_index(op.f("ix_session_staff_id"), "session", ["staff_id"], unique=False)
    op.create_table(
        "staff",
        sa.Column("id", columns.IdColumn(), nullable=False),
        sa.Column("program_id", columns.IdColumn(), nullable=False),
        sa.Column("email", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("first_name", sa.String(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("phone", sa.String(), nullable=False),
        sa.Column("cover_id", columns.IdColumn(), nullable=True),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("password_hash", sa.String(), nullable=False),
        sa.Column("totp_secret", sa.LargeBinary(), nullable=False),
        sa.Column("totp_last_step", sa.Integer(), nullable=False),
        sa.Column("recovery_hashes", sa.String(), nullable=False),
        sa.Column("one_time_hash", sa.String(), nullable=False),
        sa.Column("one_time_until", columns.Instant(), nullable=True),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("locked_until", columns.Instant(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staff")),
        sa.UniqueConstraint("program_id", "email", name=op.f("uq_staff_program_id_email")),
    )
    op.create_table(
        "staff_phone",
        sa.Column("id", columns.IdColumn(), nullable=False),
        sa.Column("program_id", columns.IdColumn(), nullable=False),
        sa.Column("staff_id", columns.IdColumn(), nullable=False),
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staff_phone")),
        sa.UniqueConstraint("program_id", "hash", name=op.f("uq_staff_phone_program_id_hash")),
    )
    op.create_table(
        "thread",
        sa.Column("id", columns.IdColumn(), nullable=False),
        sa.Column("program_id", columns.IdColumn(), nullable=False),
        sa.Column("family_id", columns.IdColumn(), nullable=False),
        sa.Column("contact_id", columns.IdColumn(), nullable=False),
        sa.Column("owner_kind", sa.String(), nullable=False),
        sa.Column("owner_id", columns.IdColumn(), nullable=True),
        sa.Column("epoch", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("urgent", sa.String(), nullable=False),
        sa.Column("waiting_since", columns.Instant(), nullable=True),
        sa.Column("due_at", columns.Instant(), nullable=True),
        sa.Column("receipt_sent", sa.Boolean(), nullable=False),
        sa.Column("last_in_at", columns.Instant(), nullable=True),
        sa.Column("last_in_id", columns.IdColumn(), nullable=True),
        sa.Column("last_staff_at", columns.Instant(), nullable=True),
        sa.Column("unclear_since", columns.Instant(), nullable=True),
        sa.Column("unclear_count", sa.Integer(), nullable=False),
        sa.Column("last_unclear", sa.LargeBinary(), nullable=False),
        sa.Column("braked_until", columns.Instant(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_thread")),
        sa.UniqueConstraint("program_id", "contact_id", name=op.f("uq_thread_program_id_contact_id")),
    )
    op.create_index(op.f("ix_thread_family_id"), "thread", ["family_id"], unique=False)
    op.create_index("ix_thread_status", "thread", ["program_id", "status", "waiting_since"], unique=False)
