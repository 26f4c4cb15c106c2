"""RQ: lists of jobs, hashes that describe them, and registries of those that have started."""
import time
from datetime import timedelta

from redis import Redis
from rq import Queue, Retry
from rq.registry import StartedJobRegistry
from rq.scheduler import RQScheduler

import job

REDIS_URL = f"redis://{job.HOST}:{job.PORT}/0"  # for the worker

queue = Queue(connection=Redis(host=job.HOST, port=job.PORT))


def send(name):
    if name == "elapse":  # the minutes after which RQ gives up a worker that it has not heard of
        StartedJobRegistry(queue=queue).cleanup(timestamp=time.time() + 3600)
        queue.connection.delete(RQScheduler.get_locking_key(queue.name))
    elif job.delay(name):
        queue.enqueue_in(timedelta(seconds=job.delay(name)), job.work, name, retry=Retry(max=2), job_id=name)
    else:
        queue.enqueue(job.work, name, retry=Retry(max=2), job_id=name)
