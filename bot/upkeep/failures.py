"""Any exception -> one plain sentence. Sentences of our own are shown; foreign ones may quote what a family wrote."""

from __future__ import annotations

from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError

from bot.settings import SettingsError
from bot.understand import BadCase
from bot.upkeep.trouble import Trouble
from dialogs.errors import ContentError
from storage.installation import Refuse
from storage.sealing import WrongKey

_WRONG_KEY = "This key does not open the database: point KINLINE_KEY_FILE or KINLINE_KEYS at the key it was made with."


def sentence(error: Exception) -> str:
    """What went wrong and, where we know it, what to do."""
    match error:
        case Trouble() | Refuse() | SettingsError() | BadCase() | ContentError():
            return str(error)
        case WrongKey():
            return _WRONG_KEY
        case OSError(filename=str(name), strerror=str(why)):
            return f"{name}: {why}."
        case UnicodeDecodeError():
            return "What was given to read is not UTF-8 text."
        case ArgumentError() | NoSuchModuleError():
            return (
                "KINLINE_DATABASE_URL is no database address that is known here: postgresql+psycopg://… or sqlite:///…"
            )
        case DBAPIError():
            why = type(error.orig or error).__name__
            return f"The database did not do what was asked ({why}); run again with --debug to see what it said."
        case _:
            return f"Something of ours failed ({type(error).__name__}); run again with --debug to see where."
