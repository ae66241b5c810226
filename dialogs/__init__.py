"""What is said and decided. Pure: values in, values out; no network, database, event loop, clock or file."""
