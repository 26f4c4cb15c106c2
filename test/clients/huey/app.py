"""huey: a list that workers pop from, and a sorted set of what is scheduled."""
from huey import RedisHuey

import job

huey = RedisHuey("jobs", host=job.HOST, port=job.PORT)


@huey.task(retries=2)
def work(name):
    job.work(name)


def send(name):
    work.schedule((name,), delay=job.delay(name)) if job.delay(name) else work(name)
