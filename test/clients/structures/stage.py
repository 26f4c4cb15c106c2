"""The stages of a program: between two of them the server is killed and comes back."""
import os

HOST, PORT = os.environ["REDIS_HOST"], int(os.environ["REDIS_PORT"])


def crash():
    """Returns when the server has been killed and is there again."""
    print("crash", flush=True)
    assert input() == "back"
