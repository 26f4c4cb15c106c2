"""dramatiq: a Lua script for every step, heartbeats of workers, and acknowledgements."""
import dramatiq
from dramatiq.brokers.redis import RedisBroker

import job

# Maintenance with every command, so that the jobs of a dead worker come back at once.
broker = RedisBroker(host=job.HOST, port=job.PORT, heartbeat_timeout=2000, maintenance_chance=1000000)
dramatiq.set_broker(broker)


@dramatiq.actor(max_retries=3, min_backoff=100, max_backoff=200)
def work(name):
    job.work(name)


def send(name):
    work.send_with_options(args=(name,), delay=1000 * job.delay(name) or None)
