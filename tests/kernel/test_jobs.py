"""Work is not lost with the worker that held it."""

import asyncio
from types import SimpleNamespace

import pytest
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from tillbook.kernel import jobs, sets
from tillbook.sync.jobs import post_received


@pytest.mark.parametrize(("silent_s", "expected"), [(3600, "todo"), (0, "doing")])
def test_a_job_of_a_silent_worker_begins_anew_and_that_of_a_living_one_goes_on(
    house, silent_s, expected
):
    job = post_received.defer(business=str(house.business))
    [(worker,)] = sets.execute(
        """
        INSERT INTO procrastinate_workers (last_heartbeat)
        VALUES (now() - make_interval(secs => %s)) RETURNING id
        """,
        [silent_s],
    )
    sets.execute(
        "UPDATE procrastinate_jobs SET status = 'doing', worker_id = %s WHERE id = %s",
        [worker, job],
    )
    asyncio.run(jobs.retry_stalled.func(SimpleNamespace(app=app), 0))
    assert ProcrastinateJob.objects.get(id=job).status == expected
