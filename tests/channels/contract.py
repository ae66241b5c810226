"""What we may say to the providers: a small table of what we use, and their whole published descriptions when at hand.

`KINLINE_CONTRACTS` names a folder with `twilio_api_v2010.json` (twilio/twilio-oai) and `telegram_bot_api.min.json`
(PaulSonOfLars/telegram-bot-api-spec). Every function returns problems as sentences; an empty list is good.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Mapping
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jsonschema import Draft202012Validator

if TYPE_CHECKING:
    from tests.channels.stub import Answer, Call

PHONE = r"\+[1-9]\d{6,14}"
SID = r"[A-Z]{2}[0-9a-f]{32}"
WHOLE = r"\d{1,5}"

#: Twilio: method and path -> parameter -> what its value looks like; `*` must be there.
TWILIO: dict[tuple[str, str], dict[str, str]] = {
    ("POST", "/2010-04-01/Accounts/{AccountSid}/Messages.json"): {
        "*To": PHONE,
        "*Body": r"(?s).{1,1600}",
        "From": PHONE,
        "MessagingServiceSid": r"MG[0-9a-f]{32}",
        "StatusCallback": r"https://[!-~]+/webhooks/twilio/status/[0-9a-f-]{36}",
        "ValidityPeriod": r"[1-9]\d{0,4}",
    },
    ("GET", "/2010-04-01/Accounts/{AccountSid}/Messages.json"): {
        "To": PHONE,
        "From": PHONE,
        "DateSent>": r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ",
        "PageSize": WHOLE,
        "Page": WHOLE,
    },
    ("GET", "/2010-04-01/Accounts/{AccountSid}/Messages/{Sid}.json"): {},
    ("GET", "/2010-04-01/Accounts/{AccountSid}/Messages/{MessageSid}/Media.json"): {},
    ("GET", "/2010-04-01/Accounts/{AccountSid}/Messages/{MessageSid}/Media/{Sid}"): {},
    ("DELETE", "/2010-04-01/Accounts/{AccountSid}/Messages/{MessageSid}/Media/{Sid}.json"): {},
}

#: Telegram: method -> parameter -> type; `*` must be there.
TELEGRAM: dict[str, dict[str, str]] = {
    "getMe": {},
    "getUpdates": {"offset": "Integer", "timeout": "Integer", "allowed_updates": "Array of String"},
    "sendMessage": {
        "*chat_id": "Integer",
        "*text": "String",
        "reply_markup": "InlineKeyboardMarkup",
        "link_preview_options": "LinkPreviewOptions",
    },
    "answerCallbackQuery": {"*callback_query_id": "String"},
    "getFile": {"*file_id": "String"},
    "setWebhook": {"*url": "String", "secret_token": "String", "allowed_updates": "Array of String"},
    "deleteWebhook": {"drop_pending_updates": "Boolean"},
}


def twilio_call(call: Call) -> list[str]:
    """What is wrong with a request to Twilio."""
    name = f"{call.method} {call.path}"
    found = next((key for key in TWILIO if key[0] == call.method and _fits(key[1], call.path)), None)
    if found is None:
        return [f"{name}: not among the calls that we use"]
    given = {**call.query, **call.form}
    problems = [f"{name}: {problem}" for problem in _against(TWILIO[found], given, _looks_like)]
    if call.method == "POST" and ("From" in given) == ("MessagingServiceSid" in given):
        problems.append(f"{name}: needs one of From and MessagingServiceSid")
    if published("twilio_api_v2010.json") and found[1].endswith(".json"):
        problems += [f"{name}: published: {problem}" for problem in _twilio_published(found, call)]
    return problems


def twilio_answer(call: Call, answer: Answer) -> list[str]:
    """What the stub got wrong, by Twilio's own description of its answers."""
    description = published("twilio_api_v2010.json")
    if not description:
        return []
    path = next(key[1] for key in TWILIO if key[0] == call.method and _fits(key[1], call.path))
    content = description["paths"][path][call.method.lower()]["responses"][str(answer.status)]["content"]
    schema = _schema(content["application/json"]["schema"])
    return [f"{call.path} answered: {error.message[:200]}" for error in _validator(schema).iter_errors(answer.body)]


def telegram_call(method: str, given: Mapping[str, str]) -> list[str]:
    """What is wrong with a request to Telegram; values as they stand in the form, JSON where they are no strings."""
    if method not in TELEGRAM:
        return [f"{method}: not among the calls that we use"]
    problems = [f"{method}: {problem}" for problem in _against(TELEGRAM[method], given, _is_type)]
    description = published("telegram_bot_api.min.json")
    if description:
        fields = {field["name"]: field for field in description["methods"][method].get("fields", [])}
        parsed = {name: _parsed(value) for name, value in given.items()}
        problems += [f"{method}: published: {problem}" for problem in _fields(fields, parsed, method)]
    return problems


def telegram_value(kind: str, value: Any) -> list[str]:
    """What is wrong with an object that the stub made, by Telegram's description."""
    description = published("telegram_bot_api.min.json")
    return _typed([kind], value, kind) if description else []


@cache
def published(name: str) -> dict[str, Any]:
    """A provider's whole description, or nothing when there is no folder."""
    folder = os.environ.get("KINLINE_CONTRACTS")
    if not folder:
        return {}
    found: dict[str, Any] = json.loads((Path(folder) / name).read_text())
    return found


# our own small table


def _against(table: Mapping[str, str], given: Mapping[str, str], fits: Any) -> list[str]:
    allowed = {name.lstrip("*"): kind for name, kind in table.items()}
    problems = [f"{name} is missing" for name in (key[1:] for key in table if key[0] == "*") if name not in given]
    problems += [f"{name} is not one that we use" for name in given if name not in allowed]
    return problems + [
        f"{name} should be {allowed[name]}"
        for name, value in given.items()
        if name in allowed and not fits(allowed[name], value)
    ]


def _looks_like(pattern: str, value: str) -> bool:
    return re.fullmatch(pattern, value) is not None


def _fits(template: str, path: str) -> bool:
    pattern = re.sub(r"\\\{\w+\\\}", SID, re.escape(template))
    return re.fullmatch(pattern, path) is not None


def _parsed(value: str) -> Any:
    try:
        return json.loads(value)
    except ValueError:
        return value


def _is_type(kind: str, value: str) -> bool:
    parsed = _parsed(value)
    match kind:
        case "Integer":
            return isinstance(parsed, int) and not isinstance(parsed, bool)
        case "Boolean":
            return isinstance(parsed, bool)
        case "String":
            return True
        case "Array of String":
            return isinstance(parsed, list) and all(isinstance(each, str) for each in parsed)
        case _:
            return isinstance(parsed, dict)


# Twilio's description


def _twilio_published(found: tuple[str, str], call: Call) -> list[str]:
    operation = published("twilio_api_v2010.json")["paths"][found[1]][found[0].lower()]
    problems = []
    queries = {each["name"]: each["schema"] for each in operation["parameters"] if each["in"] == "query"}
    for name, value in call.query.items():
        problems += [f"query {name} is unknown"] if name not in queries else _invalid(queries[name], name, value)
    if call.form:
        body = operation["requestBody"]["content"]["application/x-www-form-urlencoded"]["schema"]
        problems += [f"{name} is missing" for name in body.get("required", ()) if name not in call.form]
        for name, value in call.form.items():
            known = body["properties"].get(name)
            problems += [f"{name} is unknown"] if known is None else _invalid(known, name, value)
    return problems


def _invalid(schema: dict[str, Any], name: str, value: str) -> list[str]:
    if schema.get("format") == "date-time":
        datetime.fromisoformat(value)
    typed: Any = int(value) if schema.get("type") == "integer" and value.isdecimal() else value
    return [f"{name}: {error.message}" for error in _validator(_schema(schema)).iter_errors(typed)]


def _schema(schema: Any) -> Any:
    """OpenAPI 3.0 -> JSON Schema: `nullable`, and references replaced by what they mean. `format` is not judged."""
    if isinstance(schema, list):
        return [_schema(each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    if "$ref" in schema:
        found: Any = published("twilio_api_v2010.json")
        for part in schema["$ref"].removeprefix("#/").split("/"):
            found = found[part]
        return _schema(found)
    made = {name: _schema(value) for name, value in schema.items() if name not in ("nullable", "x-twilio", "examples")}
    return {"anyOf": [made, {"type": "null"}]} if schema.get("nullable") is True else made


def _validator(schema: Any) -> Draft202012Validator:
    return Draft202012Validator(schema)


# Telegram's description


def _fields(fields: Mapping[str, Any], given: Mapping[str, Any], place: str) -> list[str]:
    problems = [f"{name} is missing" for name, field in fields.items() if field["required"] and name not in given]
    for name, value in given.items():
        if name not in fields:
            problems.append(f"{name} is unknown")
        else:
            problems += _typed(fields[name]["types"], value, f"{place}.{name}")
    return problems


def _typed(kinds: list[str], value: Any, place: str) -> list[str]:
    """Problems by the type that fits best: no type at all, or the fewest complaints."""
    return min((_one_type(kind, value, place) for kind in kinds), key=len)


def _one_type(kind: str, value: Any, place: str) -> list[str]:
    simple: dict[str, Any] = {"Integer": int, "String": (str, int), "Boolean": bool, "Float": (int, float)}
    if kind in simple:
        return [] if isinstance(value, simple[kind]) else [f"{place} is no {kind}"]
    if kind.startswith("Array of "):
        if not isinstance(value, list):
            return [f"{place} is no list"]
        return [problem for each in value for problem in _one_type(kind.removeprefix("Array of "), each, place)]
    described = published("telegram_bot_api.min.json")["types"].get(kind)
    if described is None or not isinstance(value, dict):
        return [f"{place} is no {kind}"]
    if described.get("subtypes"):
        return _typed(described["subtypes"], value, place)
    fields = {field["name"]: field for field in described.get("fields", [])}
    return [f"{place}: {problem}" for problem in _fields(fields, value, place)]
