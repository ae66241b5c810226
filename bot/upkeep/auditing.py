"""`kinline audit verify`: walk the chain of who did what, and say whether it is whole."""

from __future__ import annotations

from argparse import Namespace

from bot.upkeep.opening import opened
from bot.upkeep.trouble import Trouble
from storage import audit


def verify(given: Namespace) -> None:
    """Print how many rows are sealed, how many wait for the sealer, and the chain's last link."""
    with opened(given) as office:
        report = audit.verify(office.database, office.program)
    if not report.is_whole:
        raise Trouble(f"The audit was changed: row {report.broken_at} does not fit what was sealed.")
    print(f"The audit is whole: {report.sealed} rows sealed, {report.unsealed} not sealed yet.")
    if report.head:
        print(f"Its last link, to keep somewhere else: {report.head}")
