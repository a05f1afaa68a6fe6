"""Settings of a business, with a value of its own for a location where one is set."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, TypeVar
from uuid import UUID

from django.conf import settings as django
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from tillbook.kernel import audit, sets
from tillbook.kernel.actors import Actor
from tillbook.kernel.refusals import NotFound, Refusal
from tillbook.kernel.work import in_transaction

T = TypeVar("T", bool, int, str)


class SettingUnfit(Refusal):
    """A value that the setting cannot hold."""

    code = "kernel.setting_unfit"


@dataclass(frozen=True, slots=True)
class Setting(Generic[T]):
    """One named setting (`module.snake_case`), defined in the module that obeys it."""

    name: str
    default: T
    description: str


class SettingUnknown(NotFound):
    """There is no setting of that name."""

    code = "kernel.setting_unknown"


def named(name: str) -> Setting[Any]:
    """Find a setting of the house by its name; raises SettingUnknown."""
    for setting in every():
        if setting.name == name:
            return setting
    raise SettingUnknown(_("There is no setting of that name; nothing was changed."))


def every() -> Sequence[Setting[Any]]:
    """List the settings of the house: those that `config/shop_settings.py` names."""
    settings: Sequence[Setting[Any]] = import_string(django.TILLBOOK_SHOP_SETTINGS)
    return settings


def value_of(setting: Setting[T], *, location: UUID | None = None) -> T:
    """Read a setting: the location's value, else the business's, else the default."""
    rows = sets.execute(
        """
        SELECT value FROM kernel_settingvalue
         WHERE name = %s AND (location = %s OR location IS NULL)
         ORDER BY location NULLS LAST LIMIT 1
        """,
        [setting.name, location],
    )
    if not rows:
        return setting.default
    value: T = json.loads(rows[0][0])  # Django leaves jsonb as text
    return value


def values_of(settings: Iterable[Setting[Any]], *, location: UUID | None) -> dict[str, Any]:
    """Read many settings at once for one location."""
    listed = list(settings)
    rows = sets.execute(
        """
        SELECT DISTINCT ON (name) name, value FROM kernel_settingvalue
         WHERE name = ANY(%s) AND (location = %s OR location IS NULL)
         ORDER BY name, location NULLS LAST
        """,
        [[setting.name for setting in listed], location],
    )
    stored = {name: json.loads(value) for name, value in rows}
    return {setting.name: stored.get(setting.name, setting.default) for setting in listed}


@in_transaction
def change(
    setting: Setting[T], value: T, *, location: UUID | None, by: Actor, at: datetime
) -> None:
    """Store a value; raises SettingUnfit when its type is not the setting's."""
    if type(value) is not type(setting.default):
        raise SettingUnfit(f"“{setting.name}” cannot hold {value!r}.")
    sets.execute(
        """
        INSERT INTO kernel_settingvalue (name, location, value) VALUES (%s, %s, %s::jsonb)
            ON CONFLICT (business_id, name, location) DO UPDATE SET value = EXCLUDED.value
        """,
        [setting.name, location, json.dumps(value)],
    )
    audit.record(
        "setting.changed", setting.name, by=by, at=at, facts={"value": value, "location": location}
    )
