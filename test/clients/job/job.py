"""What a job does and how a client is told to send one, the same for every framework.

A job's name says what it does: `plain-1` nothing, `fails-1` fails at its first attempt, `holds-1` waits until the file
of its name exists in the directory $GATES, and `later-1` is to be done DELAY seconds after it was sent.
"""
import asyncio
import os
import sys
import time

HOST, PORT = os.environ["REDIS_HOST"], int(os.environ["REDIS_PORT"])
DELAY = 2


def note(event, name):
    """Appends a line to the journal, in one write so that workers may share the file."""
    line = f"{time.time():.3f} {event} {name} {os.getpid()}\n".encode()
    fd = os.open(os.environ["JOURNAL"], os.O_WRONLY | os.O_APPEND | os.O_CREAT)
    os.write(fd, line)
    os.close(fd)


def failed_before(name):
    with open(os.environ["JOURNAL"]) as journal:
        return any(line.split()[1:3] == ["failed", name] for line in journal)


def held(name):
    return name.startswith("holds-") and not os.path.exists(os.path.join(os.environ["GATES"], name))


def end(name):
    if name.startswith("fails-") and not failed_before(name):
        note("failed", name)
        raise RuntimeError("the first attempt fails, as it should")
    note("done", name)


def work(name):
    note("start", name)
    while held(name):
        time.sleep(0.02)
    end(name)


async def work_async(name):
    note("start", name)
    while held(name):
        await asyncio.sleep(0.02)
    end(name)


def delay(name):
    return DELAY if name.startswith("later-") else 0


def serve(send):
    """Sends the jobs that the lines of the standard input name, and answers each with a line."""
    for line in sys.stdin:
        try:
            send(line.strip())
            print("ok", flush=True)
        except Exception as e:
            print(f"error {type(e).__name__}: {e}".replace("\n", " "), flush=True)
