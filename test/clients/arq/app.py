"""arq: a sorted set of jobs, WATCH and MULTI to take one, and keys that expire to know who works."""
import asyncio

from arq import Retry, create_pool
from arq.connections import RedisSettings

import job


async def work(ctx, name):
    try:
        await job.work_async(name)
    except RuntimeError:
        raise Retry(defer=0.1)


class WorkerSettings:
    functions = [work]
    redis_settings = RedisSettings(host=job.HOST, port=job.PORT, conn_retries=50, conn_retry_delay=0.1)
    max_jobs = 2
    poll_delay = 0.05
    job_timeout = 60


loop = asyncio.new_event_loop()
pool = None


async def enqueue(name):
    global pool
    if pool is None:
        pool = await create_pool(WorkerSettings.redis_settings)
    if name == "elapse":  # the time after which arq gives up a worker
        await pool.delete(*[key async for key in pool.scan_iter("arq:in-progress:*")])
    else:
        await pool.enqueue_job("work", name, _job_id=name, _defer_by=job.delay(name) or None)


def send(name):
    loop.run_until_complete(enqueue(name))
