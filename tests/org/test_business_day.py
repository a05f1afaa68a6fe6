from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tillbook.org.rules import business_date

ZONES = [
    "Europe/Berlin",
    "America/New_York",
    "America/Sao_Paulo",
    "Africa/Cairo",  # puts its clock forward at midnight
    "Australia/Lord_Howe",  # by half an hour
    "Pacific/Apia",  # left out a whole day in 2011
    "Asia/Kathmandu",
    "UTC",
]
zones = st.sampled_from(ZONES)
moments = st.integers(1_230_000_000, 1_900_000_000).map(  # 2008 to 2030
    lambda second: datetime.fromtimestamp(second, UTC)
)
cutoffs = st.times(time(0), time(12)).map(lambda at: at.replace(second=0, microsecond=0))


@pytest.mark.parametrize(
    "at, zone, expected",
    [
        ("2026-11-23T02:59:59Z", "Europe/Berlin", date(2026, 11, 22)),
        ("2026-11-23T03:00:00Z", "Europe/Berlin", date(2026, 11, 23)),
        ("2026-07-01T01:59:59Z", "Europe/Berlin", date(2026, 6, 30)),
        ("2026-07-01T02:00:00Z", "Europe/Berlin", date(2026, 7, 1)),
        ("2026-11-23T08:59:59Z", "America/New_York", date(2026, 11, 22)),
        ("2026-11-23T09:00:00Z", "America/New_York", date(2026, 11, 23)),
    ],
)
def test_the_day_changes_at_four_by_the_clock_on_the_wall(at, zone, expected):
    assert business_date(datetime.fromisoformat(at), zone, time(4)) == expected


def test_a_clock_put_back_over_the_cutoff_does_not_begin_the_day_twice():
    # In Berlin 02:30 comes twice on 25 October 2026: at 00:30 and at 01:30 UTC.
    days = [
        business_date(datetime(2026, 10, 25, 0, minute, tzinfo=UTC), "Europe/Berlin", time(2, 30))
        for minute in (29, 30, 59)
    ] + [business_date(datetime(2026, 10, 25, 1, 10, tzinfo=UTC), "Europe/Berlin", time(2, 30))]

    assert days == [date(2026, 10, 24)] + [date(2026, 10, 25)] * 3


def test_a_clock_put_forward_over_the_cutoff_begins_the_day_where_it_jumps():
    # In Berlin there is no 02:30 on 29 March 2026: at 01:00 UTC it jumps from 02:00 to 03:00.
    def day(*at):
        return business_date(datetime(2026, 3, 29, *at, tzinfo=UTC), "Europe/Berlin", time(2, 30))

    assert day(0, 59, 59) == date(2026, 3, 28)
    assert day(1, 30) == date(2026, 3, 29)


@given(moments, zones, cutoffs, st.timedeltas(timedelta(0), timedelta(days=3)))
def test_business_days_never_run_backwards(at, zone, cutoff, later):
    assert business_date(at, zone, cutoff) <= business_date(at + later, zone, cutoff)


@given(moments, zones, cutoffs)
def test_a_business_day_is_the_day_on_the_wall_or_the_one_before(at, zone, cutoff):
    local = at.astimezone(ZoneInfo(zone)).date()

    assert business_date(at, zone, cutoff) in {local, local - timedelta(days=1)}


@given(moments, zones)
def test_with_a_cutoff_at_midnight_it_is_the_day_on_the_wall(at, zone):
    assert business_date(at, zone, time(0)) == at.astimezone(ZoneInfo(zone)).date()


@given(moments, zones, cutoffs)
def test_half_a_day_after_the_cutoff_no_doubt_is_left(at, zone, cutoff):
    noon = datetime.combine(at.date(), cutoff, tzinfo=ZoneInfo(zone)) + timedelta(hours=12)

    assert business_date(noon, zone, cutoff) == noon.date() or noon.time() < cutoff
