import gettext
import re
from pathlib import Path

import pytest

import tillbook

ROOT = Path(tillbook.__file__).parent
SAID = re.compile(r'_\(\s*"((?:[^"\\]|\\.)*)"', re.DOTALL)


@pytest.mark.parametrize("module", ["org", "identity"])
def test_everything_said_to_people_is_said_in_german_too(module):
    path = ROOT / module / "locale/de/LC_MESSAGES/django.mo"
    with path.open("rb") as file:
        words = gettext.GNUTranslations(file)

    said = {
        text for each in (ROOT / module).rglob("*.py") for text in SAID.findall(each.read_text())
    }

    assert said
    assert {text for text in said if words.gettext(text) == text} == set()


def test_a_refusal_comes_in_the_language_asked_for(anybody):
    answer = anybody()("GET", "/session", None, **{"Accept-Language": "de"})

    assert answer.body["detail"] == "Melden Sie sich zuerst an; es wurde nichts geändert."
