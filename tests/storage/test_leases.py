"""One leader at a time, on the database's clock."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

from storage import leases
from storage.database import Database


def test_a_lease_has_one_holder(database: Database) -> None:
    """The second waits its turn; the holder may prolong; other work is not touched."""
    assert leases.take(database, "polling", "a", 60)
    assert not leases.take(database, "polling", "b", 60)
    assert leases.take(database, "polling", "a", 60)
    assert leases.take(database, "sealing", "b", 60)


def test_a_lease_that_ran_out_can_be_taken(database: Database) -> None:
    """Who stopped prolonging is followed by the next, and is told so when it comes back."""
    assert leases.take(database, "polling", "a", 0)
    assert leases.take(database, "polling", "b", 60)
    assert not leases.take(database, "polling", "a", 60)


def test_of_many_who_ask_at_once_one_leads(database: Database) -> None:
    """Twelve processes' worth of candidates, one lease."""
    with ThreadPoolExecutor(12) as pool:
        answers = list(pool.map(lambda number: leases.take(database, "polling", f"p{number}", 60), range(12)))
    assert answers.count(True) == 1
