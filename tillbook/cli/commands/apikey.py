"""`tillbook apikey create`: a key for an integrator, shown this once."""

import argparse
import json
from datetime import UTC, datetime

from tillbook.cli import businesses, options, places, serving
from tillbook.cli.database import reach
from tillbook.cli.trouble import Trouble


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument("action", choices=["create"], help="make a key")
    parser.add_argument("--name", required=True, help="what the key is for")
    parser.add_argument(
        "--scopes", required=True, help="permissions, separated by commas, or 'all'"
    )
    parser.add_argument("--business", metavar="NAME", help="by id or name, if there are several")
    options.add_json(parser)


def run(arguments: argparse.Namespace) -> int:
    """Make the key and print it."""
    data = places.data_directory(arguments.data)
    with reach.database(data) as addresses:
        business = businesses.chosen(addresses, data, arguments.business)
        serving.enter(data, addresses)
        from tillbook.identity import operations as identity
        from tillbook.identity import roles
        from tillbook.kernel.actors import house
        from tillbook.kernel.refusals import Refusal

        named = {name.strip() for name in arguments.scopes.split(",")} - {""}
        scopes = roles.PERMISSIONS if named == {"all"} else named
        try:
            with businesses.acting_in(business.id):
                key, secret = identity.make_key(
                    name=arguments.name,
                    scopes=scopes,
                    locations=None,
                    expires_at=None,
                    by=house(business.id),
                    at=datetime.now(UTC),
                )
        except Refusal as refusal:
            known = ", ".join(sorted(roles.PERMISSIONS))
            raise Trouble(f"{refusal} Known: {known}.") from refusal
    if arguments.json:
        print(json.dumps({"id": str(key), "key": secret, "scopes": sorted(scopes)}))
    else:
        print(f"{secret}\nKeep it now: it is not shown again.")
    return 0
