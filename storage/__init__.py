"""Rows and how they are written. No decisions."""
