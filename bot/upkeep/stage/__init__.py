"""The demo's own pages: the stage, and on it the family's phone and the clock that can be moved."""
