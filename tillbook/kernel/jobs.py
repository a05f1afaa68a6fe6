"""Scheduled work of the kernel: jobs whose worker died are given to another one."""

from procrastinate import JobContext
from procrastinate.contrib.django import app

_SILENT_S = 60
"""A worker that was not heard of for so long is dead; it tells every ten seconds that it lives."""


@app.periodic(cron="* * * * *")
@app.task(name="kernel.retry_stalled", queueing_lock="kernel.retry_stalled", pass_context=True)
async def retry_stalled(context: JobContext, timestamp: int) -> None:  # noqa: ARG001 - the schedule hands it over
    """Let jobs begin anew that a killed worker left behind; every task is safe to repeat."""
    manager = context.app.job_manager
    for job in await manager.get_stalled_jobs(seconds_since_heartbeat=_SILENT_S):
        await manager.retry_job(job)
