"""Figures composed from the reads of the modules below."""

from datetime import datetime
from typing import Any
from uuid import UUID

from tillbook.kernel import attention
from tillbook.kernel.refusals import NotFound
from tillbook.org import queries as org
from tillbook.org import rules as clock
from tillbook.payments import queries as payments
from tillbook.sales import queries as sales

_BEST_SELLERS = 5


def today(*, location: UUID | None, at: datetime) -> dict[str, Any]:
    """Tell how the business day is going: sales, returns, open shifts, tills behind, best sellers.

    The day is the location's, or the first location's for all of them. Raises NotFound.
    """
    places = {place.id: place for place in org.locations()}
    place = places.get(location) if location else next(iter(places.values()), None)
    if place is None:
        raise NotFound
    day = clock.business_date(at, place.time_zone, place.day_cutoff)
    totals = sales.day_totals(day, location=location)
    return {
        "business_date": day,
        "sales": {"count": totals.sales, "total": totals.sold},
        "returns": {"count": totals.returns, "total": totals.returned},
        "net": totals.net,
        "tax": totals.tax,
        "open_shifts": [
            shift
            for shift in payments.open_shifts()
            if location is None or shift["location"] == location
        ],
        "unsent": [
            {
                "register_id": device.register,
                "device": device.name,
                "unsent": device.unsent,
                "seen_at": device.seen_at,
            }
            for device in org.devices().values()
            if device.unsent and (location is None or device.location == location)
        ],
        "attention": {
            "open": attention.count_open(locations=None if location is None else [location])
        },
        "top": sales.best_sellers(day, location=location, limit=_BEST_SELLERS),
    }
