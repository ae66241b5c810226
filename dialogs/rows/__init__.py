"""Who and what a family's story is made of: frozen values, as a voice may know them.

Each is one row of the table of the same name, in the file of the same name (storage/tables); times are aware UTC
unless named local.
"""
