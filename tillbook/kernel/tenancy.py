"""Businesses share the tables; the database keeps them apart.

An owned table has `business_id`, filled from the transaction's setting, and a forced row-level
security policy that reads the same setting. Domain code never mentions the business.
"""

from typing import Any

from django.db import migrations, models
from django.db.models.expressions import Func

APP_ROLE = "tillbook_app"

_FUNCTIONS = """
CREATE FUNCTION tillbook_business() RETURNS uuid LANGUAGE sql STABLE PARALLEL SAFE
AS $$ SELECT NULLIF(current_setting('tillbook.business', true), '')::uuid $$;
CREATE FUNCTION tillbook_actor() RETURNS uuid LANGUAGE sql STABLE PARALLEL SAFE
AS $$ SELECT NULLIF(current_setting('tillbook.actor', true), '')::uuid $$;
CREATE FUNCTION tillbook_credential() RETURNS text LANGUAGE sql STABLE PARALLEL SAFE
AS $$ SELECT NULLIF(current_setting('tillbook.credential', true), '') $$;
"""


class CurrentBusiness(Func):
    """The business of the running transaction, as a column default."""

    function = "tillbook_business"
    template = "%(function)s()"
    output_field = models.UUIDField()


class Owned(models.Model):
    """A table whose rows belong to one business each."""

    business_id = models.UUIDField(db_default=CurrentBusiness(), editable=False)

    class Meta:
        abstract = True


class CreateTenancy(migrations.RunSQL):
    """Create the functions that policies and defaults read."""

    def __init__(self) -> None:
        super().__init__(
            sql=_FUNCTIONS,
            reverse_sql=(
                "DROP FUNCTION tillbook_business(), tillbook_actor(), tillbook_credential()"
            ),
        )


class Protect(migrations.RunSQL):
    """Force row-level security on an owned table.

    `visible_by_credential` names a text column: who presents that value as the transaction's
    credential may read the row before the business is known (keys, tills, one-time codes).
    `append_only` leaves the serving role INSERT and SELECT, nothing else.
    """

    def __init__(
        self,
        table: str,
        *,
        business_column: str = "business_id",
        visible_by_credential: str = "",
        append_only: bool = False,
    ) -> None:
        own = f"{business_column} = (SELECT tillbook_business())"
        sql = f"""
            ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;
            ALTER TABLE {table} FORCE ROW LEVEL SECURITY;
            CREATE POLICY own_business ON {table} USING ({own}) WITH CHECK ({own});
        """
        if visible_by_credential:
            sql += f"""
            CREATE POLICY own_credential ON {table} FOR SELECT
                USING ({visible_by_credential}::text = (SELECT tillbook_credential()));
            """
        verbs = "SELECT, INSERT" if append_only else "SELECT, INSERT, UPDATE, DELETE"
        sql += f"""
            REVOKE ALL ON {table} FROM {APP_ROLE};
            GRANT {verbs} ON {table} TO {APP_ROLE};
        """
        super().__init__(sql=sql, reverse_sql=migrations.RunSQL.noop)
        self.described = (table, business_column, visible_by_credential, append_only)

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        """Describe the operation for Django's migration writer."""
        table, business_column, credential, append_only = self.described
        return (
            self.__class__.__qualname__,
            [table],
            {
                "business_column": business_column,
                "visible_by_credential": credential,
                "append_only": append_only,
            },
        )
