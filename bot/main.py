"""The command line: arguments in, one command run, one plain sentence when it cannot be. The work is done elsewhere."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from importlib import import_module
from typing import Any, NoReturn

from bot.upkeep.trouble import BadUse, Trouble

_INTERRUPTED = 130
_ROLES = ("coordinator", "supervisor", "admin", "auditor")
_KINDS = ("yesno", "number", "date", "time", "choice")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; its exit code: 0 done, 1 it failed, 2 it was asked for wrongly."""
    words = sys.argv[1:] if arguments is None else list(arguments)
    is_debug = "--debug" in words
    try:
        given = _read(words)
        module, _, function = given.work.partition(":")
        return getattr(import_module(module), function)(given) or 0
    except KeyboardInterrupt:
        return _INTERRUPTED
    except BrokenPipeError:
        # Whoever read our output has gone (`| head`); Python would complain once more at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    except Exception as error:
        if is_debug:
            raise
        print(_sentence(error), file=sys.stderr)
        return error.code if isinstance(error, Trouble) else 1


def _sentence(error: Exception) -> str:
    """What went wrong, in one sentence. Only sentences of our own are shown: a foreign one may quote a family."""
    from bot.upkeep.failures import sentence

    return sentence(error)


class _Parser(argparse.ArgumentParser):
    """An argument parser that raises its complaint as one sentence and never repeats a value."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options, allow_abbrev=False)

    def error(self, message: str) -> NoReturn:
        raise BadUse(f"{message[:1].upper()}{message[1:].rstrip('.')}. See: {self.prog} --help")

    def _check_value(self, action: argparse.Action, value: Any) -> None:
        if action.choices is not None and value not in action.choices:
            names = ", ".join(str(choice) for choice in action.choices)
            what = "no command of kinline" if isinstance(action, argparse._SubParsersAction) else "not possible here"
            raise argparse.ArgumentError(action, f"that is {what}; there are: {names}")


def _read(words: Sequence[str]) -> argparse.Namespace:
    parser = _parser()
    given, more = parser.parse_known_args(words, argparse.Namespace(program="", debug=False))
    if more:
        unknown = [word.partition("=")[0] for word in more if word.startswith("-")]
        parser.error(f"unknown option: {unknown[0]}" if unknown else "there are more words than the command takes")
    return given


def _parser() -> argparse.ArgumentParser:
    every = _Parser(add_help=False)
    every.add_argument("--debug", action="store_true", default=argparse.SUPPRESS, help="show where an error arose")
    of_program = _Parser(add_help=False, parents=[every])
    of_program.add_argument(
        "--program", default=argparse.SUPPRESS, metavar="NAME", help="which program, where there are several"
    )
    parser = _Parser(prog="kinline", description="Care coordination by SMS and Telegram.", parents=[of_program])
    parser.add_argument("--version", action=_Version, nargs=0, help="say which version this is")
    commands = parser.add_subparsers(metavar="COMMAND", required=True, title="commands", parser_class=_Parser)
    _add_running(commands, every, of_program)
    _add_people(commands, of_program)
    _add_forms(commands, of_program)
    _add_reading(commands, every)
    _add_talking(commands, of_program)
    _add_export(commands, of_program)
    return parser


class _Version(argparse.Action):
    """Read from the installed package only when asked for."""

    def __call__(self, parser: argparse.ArgumentParser, *_: object, **__: object) -> NoReturn:
        from importlib.metadata import version

        print(f"kinline {version('kinline')}")
        parser.exit()


def _add_running(commands: Any, parent: argparse.ArgumentParser, of_program: argparse.ArgumentParser) -> None:
    demo = _command(
        commands, "demo", "the demo on this machine: a family's phone beside the inbox", "serving:demo", parent
    )
    demo.add_argument("--port", type=_port, default=8000)
    serve = _command(commands, "serve", "the real thing", "serving:serve", parent)
    serve.add_argument("--host", default="127.0.0.1")
    serve.add_argument("--port", type=_port, default=8000)
    serve.add_argument("--role", choices=("all", "web", "worker"), default="all")
    _command(commands, "migrate", "make the database, or bring it to this version", "serving:migrated",
             parent)  # fmt: skip
    doctor = _command(commands, "doctor", "look whether everything is in order", "doctor:doctor", of_program)
    doctor.add_argument("--live", metavar="NUMBER", help="also text your own phone")
    audit = _group(commands, "audit", "the record of who did what")
    _command(audit, "verify", "check that nothing was changed in it", "auditing:verify", of_program)


def _add_people(commands: Any, parent: argparse.ArgumentParser) -> None:
    staff = _group(commands, "staff", "those who work here")
    add = _command(staff, "add", "add one; prints a one-time link for the password", "staff:add", parent)
    for name in ("--email", "--name"):
        add.add_argument(name, required=True)
    add.add_argument("--role", choices=_ROLES, required=True)
    add.add_argument("--phone", default="", help="their own phone, for alerts: +15550100")
    add.add_argument("--language", default="en")
    add.add_argument("--password-stdin", action="store_true", help="read the password from standard input")

    link = _command(staff, "link", "a new one-time link for whoever lost theirs", "staff:link", parent)
    link.add_argument("--email", required=True)
    end = _command(staff, "end", "somebody has left: shut them out", "staff:end", parent)
    end.add_argument("--email", required=True)

    family = _group(commands, "family", "families in the program")
    load = _command(family, "import", "from a CSV file: all of it or nothing", "importing:load", parent)
    load.add_argument("file", metavar="FILE.csv")
    load.add_argument("--dry-run", action="store_true", help="only check the file")
    invite = _command(
        family, "invite", "send the invitation that a recorded consent permits", "inviting:invite", parent
    )
    invite.add_argument("code", metavar="CODE")

    visit = _group(commands, "appointment", "visits")
    add = _command(visit, "add", "add a visit; its reminders are planned", "visits:add", parent)
    add.add_argument("--family", required=True, metavar="CODE")
    add.add_argument("--child", required=True, metavar="NAME")
    add.add_argument("--start", required=True, metavar="'2026-12-03 14:30'", help="on the clock at the place")
    add.add_argument("--place", required=True)
    add.add_argument("--zone", default="", help="of the place, e.g. America/Chicago; the program's if not given")
    add.add_argument("--clinic", default="")
    add.add_argument("--preparation", default="")
    add.add_argument("--odd-hour", action="store_true", help="it is before 06:00 or after 21:00 indeed")

    preview = _command(commands, "preview", "what each contact would get, when, and what not and why",
                       "preview:preview", parent)  # fmt: skip
    preview.add_argument("--family", required=True, metavar="CODE")
    preview.add_argument("--days", type=_whole, default=90)
    preview.add_argument("--json", action="store_true")


def _add_forms(commands: Any, parent: argparse.ArgumentParser) -> None:
    form = _group(commands, "form", "what can be asked")
    _command(form, "list", "the forms there are", "forms:listed", parent).add_argument("--json", action="store_true")
    check = _command(form, "check", "every problem of a form, and what its texts cost", "forms:check", parent)
    check.add_argument("form", metavar="FILE|NAME")
    check.add_argument("--json", action="store_true")
    load = _command(form, "import", "keep a form and ask it from now on: all of it or nothing", "form_keeping:load",
                    parent)  # fmt: skip
    load.add_argument("file", metavar="FILE")
    load.add_argument("--draft", action="store_true", help="keep it without asking it yet")
    load.add_argument("--json", action="store_true")
    for name, what in (("publish", "ask a kept version from now on"), ("retire", "ask it nobody anew")):
        one = _command(form, name, what, f"form_keeping:{name}", parent)
        one.add_argument("form", metavar="NAME")
        one.add_argument("--version", default="", help="which of its versions")
    export = _command(form, "export", "its Questionnaire, on standard output", "form_keeping:export", parent)
    export.add_argument("form", metavar="NAME")
    export.add_argument("--version", default="", help="which of its versions")
    sheet = _command(form, "sheet", "a spreadsheet for translators, or reading it back", "form_keeping:sheet", parent)
    sheet.add_argument("form", metavar="NAME|FILE")
    sheet.add_argument("--out", default="", metavar="FILE", help=".xlsx or .csv; CSV on standard output if not given")
    sheet.add_argument("--read", default="", metavar="FILE", help="keep the texts of this sheet as the next version")
    sheet.add_argument("--draft", action="store_true", help="keep it without asking it yet")
    walk = _command(form, "try", "walk a form here; nothing is stored", "trying:walk", parent)
    walk.add_argument("form", metavar="FILE|NAME")
    walk.add_argument("--language", default="en")
    walk.add_argument("--channel", choices=("sms", "telegram"), default="sms")
    start = _command(form, "start", "ask a family a form", "interviews:start", parent)
    start.add_argument("form", metavar="NAME")
    start.add_argument("--family", required=True, metavar="CODE")
    start.add_argument("--send-now", default="", metavar="REASON", help="outside the hours, with your reason logged")


def _add_reading(commands: Any, parent: argparse.ArgumentParser) -> None:
    understand = _command(commands, "understand", "how replies are read, one a line", "reading:understand", parent)
    understand.add_argument("--kind", choices=_KINDS)
    understand.add_argument("--language", default="en")
    understand.add_argument("--now", metavar="ISO", help="the time from which 'tomorrow' counts")
    understand.add_argument("--prefer", choices=("future", "past"), default="future")
    understand.add_argument("--choices", default="", metavar="'a;b;c'")
    understand.add_argument("--cases", metavar="FILE", help="one JSON a line")
    screen = _command(commands, "screen", "what texts would alarm, one a line", "reading:screen", parent)
    screen.add_argument("--language", default="en")
    screen.add_argument("--cases", metavar="FILE", help="one JSON a line with language and input")


def _add_talking(commands: Any, parent: argparse.ArgumentParser) -> None:
    thread = _group(commands, "thread", "what families wrote, and answering them")
    listed = _command(thread, "list", "threads, those that wait first", "threads:listed", parent)
    listed.add_argument("--all", action="store_true", help="also those where nobody waits")
    for name, what in (("show", "what was said"), ("reply", "answer as a person")):
        one = _command(thread, name, what, f"threads:{name}", parent)
        one.add_argument("code", metavar="CODE", help="the family's")
        one.add_argument("--contact", default="", metavar="NAME", help="which contact, where there are several")
        if name == "reply":
            one.add_argument("text", nargs="?", help="from standard input if not given")
        one.add_argument("--as", dest="email", default="", metavar="EMAIL", help="the member of staff you are")
    phone = _command(commands, "phone", "a family's phone in the terminal (demo only)", "phone:phone", parent)
    phone.add_argument("--family", default="", metavar="CODE")
    phone.add_argument("--contact", default="", metavar="NAME")


def _add_export(commands: Any, parent: argparse.ArgumentParser) -> None:
    export = _group(commands, "export", "the record as files")
    fhir = _command(export, "fhir", "a family's record as a FHIR R4 Bundle", "exporting:fhir", parent)
    fhir.add_argument("--family", required=True, metavar="CODE")
    fhir.add_argument("--out", default="", metavar="FILE", help="to standard output if not given")
    tables = _command(export, "csv", "the records of all families as tables", "exporting:tables", parent)
    tables.add_argument("--out", required=True, metavar="DIR")
    for one in (fhir, tables):
        one.add_argument("--private", action="store_true", help="also what caregivers said in private")


def _group(commands: Any, name: str, what: str) -> Any:
    parser = commands.add_parser(name, help=what, description=what)
    return parser.add_subparsers(metavar="COMMAND", required=True, title="commands", parser_class=_Parser)


def _command(
    commands: Any, name: str, what: str, work: str, parent: argparse.ArgumentParser
) -> argparse.ArgumentParser:
    """A command whose work is the function `module:name` below bot.upkeep, imported when it is run."""
    parser: argparse.ArgumentParser = commands.add_parser(name, help=what, description=what, parents=[parent])
    parser.set_defaults(work=f"bot.upkeep.{work}")
    return parser


def _port(text: str) -> int:
    if text.isdecimal() and 0 <= int(text) <= 65535:
        return int(text)
    raise argparse.ArgumentTypeError("a port is a number from 0 to 65535")


def _whole(text: str) -> int:
    if text.isdecimal() and 0 < int(text) <= 3660:
        return int(text)
    raise argparse.ArgumentTypeError("a whole number from 1 to 3660 is needed")


if __name__ == "__main__":
    sys.exit(main())
