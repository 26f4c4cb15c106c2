"""Celery through kombu: lists, a hash of what is not acknowledged, and pub/sub for events."""
from celery import Celery

import job

app = Celery("app", broker=f"redis://{job.HOST}:{job.PORT}/0", backend=f"redis://{job.HOST}:{job.PORT}/1")
app.conf.task_acks_late = True
app.conf.task_reject_on_worker_lost = True
app.conf.worker_prefetch_multiplier = 1
app.conf.broker_connection_retry_on_startup = True
app.conf.broker_transport_options = {"visibility_timeout": 3, "unacked_restore_interval": 0.5}


@app.task(autoretry_for=(RuntimeError,), default_retry_delay=0)
def work(name):
    job.work(name)


def send(name):
    work.apply_async((name,), countdown=job.delay(name) or None)
