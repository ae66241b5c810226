"""Public XLSForms that lie beside the project, if they do: each is taken, or refused with sheet, row and column.

KINLINE_XLSFORMS names their directory; they are never part of the project.
"""

from __future__ import annotations

import json
import os
import re
from pathlib import Path

import pytest
from fhir.resources.R4B.questionnaire import Questionnaire

from bot.exchange.form_files import SHEETS, read
from dialogs.forms.problems import FormError
from tests.conftest import Tell
from tests.exchange.sheets import RESERVED

SAMPLES = Path(os.environ.get("KINLINE_XLSFORMS", "/nonexistent"))
_PLACE = re.compile(r"^(survey|choices|settings|external_choices|entities|osm) row \d+( column .+| \(item .+\))?$")

pytestmark = pytest.mark.skipif(not SAMPLES.is_dir(), reason="KINLINE_XLSFORMS names no directory of sample XLSForms")


def test_each_is_imported_or_refused_with_its_place(tell: Tell) -> None:
    """What is taken is a valid Questionnaire; what is refused says where, and never by an exception of a library."""
    taken, refused = [], []
    for file in sorted(file for file in SAMPLES.rglob("*") if file.suffix in SHEETS):
        try:
            source = read(file.read_bytes(), file.name, RESERVED)
        except FormError as error:
            wrong = [problem.place for problem in error.problems if not _PLACE.match(problem.place)]
            # A whole form may also hold nothing to ask; that has no row.
            assert not [place for place in wrong if " " in place], file.name
            refused.append((file.name, error.problems[0]))
        else:
            Questionnaire.model_validate(json.loads(source.text))
            taken.append(file.name)
    tell(f"XLSForms: {len(taken)} imported ({', '.join(taken)}), {len(refused)} refused")
    for name, problem in refused:
        tell(f"  {name}: {problem.place}: {problem.sentence}")
    assert taken
    assert refused
