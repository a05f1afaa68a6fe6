"""Every owned table is walled, and foreign keys only point down."""

import tomllib
from pathlib import Path

from django.apps import apps

from tillbook.kernel import sets
from tillbook.kernel.tenancy import Owned

ROOT = Path(__file__).resolve().parents[2]


def heights():
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]
    [floors] = [each for each in contracts["contracts"] if each["id"] == "floors"]
    return {
        name.strip(): -number
        for number, layer in enumerate(floors["layers"])
        for name in layer.split("|")
    }


def our_models():
    return [
        model
        for config in apps.get_app_configs()
        if config.name.startswith("tillbook.")
        for model in config.get_models()
    ]


def test_foreign_keys_point_down_or_stay_inside():
    height = heights()
    upward = [
        f"{model._meta.label}.{field.name}"
        for model in our_models()
        for field in model._meta.get_fields()
        if field.is_relation
        and field.concrete
        and field.related_model._meta.app_config.name.startswith("tillbook.")
        and field.related_model._meta.app_config is not model._meta.app_config
        and height[field.related_model._meta.app_config.name] >= height[model._meta.app_config.name]
    ]
    assert upward == []


def test_every_table_with_a_business_forces_row_level_security(house, working):
    with working():
        unwalled = sets.execute(
            """
            SELECT c.relname FROM pg_class c
             WHERE c.relkind IN ('r', 'p')
               AND EXISTS (SELECT 1 FROM pg_attribute a
                            WHERE a.attrelid = c.oid AND a.attname = 'business_id')
               AND NOT (c.relrowsecurity AND c.relforcerowsecurity
                        AND EXISTS (SELECT 1 FROM pg_policy p WHERE p.polrelid = c.oid
                                       AND p.polname = 'own_business'))
            """
        )
        walled = sets.execute(
            "SELECT count(*) FROM pg_class WHERE relforcerowsecurity AND relkind = 'r'"
        )
    assert unwalled == []
    owned = [model for model in our_models() if issubclass(model, Owned)]
    assert walled[0][0] >= len(owned) > 20


def test_the_serving_role_owns_nothing_and_cannot_pass_the_wall(house, working):
    with working():
        [role] = sets.execute(
            """
            SELECT rolsuper, rolbypassrls, rolcreaterole, rolcreatedb,
                   EXISTS (SELECT 1 FROM pg_class WHERE relowner = pg_roles.oid)
              FROM pg_roles WHERE rolname = current_user
            """
        )
    assert role == (False, False, False, False, False)


def test_every_index_of_an_owned_table_begins_with_the_business_or_is_a_key():
    loose = [
        f"{model._meta.label}: {index.name}"
        for model in our_models()
        if issubclass(model, Owned)
        for index in model._meta.indexes
        if not str(next(iter(index.fields or index.expressions)))
        .replace("F(", "")
        .startswith("business_id")
    ]
    assert loose == []
