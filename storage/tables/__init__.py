"""The tables, by subject. Every table carries `program_id`; those of a family carry `family_id`."""

from storage.tables import care, desk, interviews, messages, people

__all__ = ["care", "desk", "interviews", "messages", "people"]
