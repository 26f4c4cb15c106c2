"""pottery: Python's own containers on the server, its locks and its ids, across a crash."""
from pottery import (BloomFilter, HyperLogLog, NextID, RedisCounter, RedisDeque, RedisDict, RedisList, RedisSet,
                     RedisSimpleQueue, Redlock, redis_cache)
from redis import Redis

import stage

redis = Redis(host=stage.HOST, port=stage.PORT)
calls = []


@redis_cache(redis=redis, key="cache", timeout=600)
def square(n):
    calls.append(n)
    return n * n


RedisDict({"a": 1, "b": [2, None]}, redis=redis, key="dict")
RedisSet({1, "two", 3.5}, redis=redis, key="set")
RedisList([1, "two", {"three": 3}], redis=redis, key="list")
RedisDeque([1, 2, 3], redis=redis, key="deque", maxlen=4)
RedisCounter("abracadabra", redis=redis, key="counter")
queue = RedisSimpleQueue(redis=redis, key="queue")
for i in range(3):
    queue.put({"job": i})
BloomFilter([f"item {i}" for i in range(50)], num_elements=100, false_positives=0.01, redis=redis, key="bloom")
HyperLogLog([str(i) for i in range(100)], redis=redis, key="hll")
ids = NextID(key="ids", masters={redis})
first = next(ids)
lock = Redlock(key="lock", masters={redis}, auto_release_time=600)
assert lock.acquire(blocking=False)
assert square(7) == 49
stage.crash()

table = RedisDict(redis=redis, key="dict")
assert dict(table) == {"a": 1, "b": [2, None]} and table.pop("a") == 1 and len(table) == 1
members = RedisSet(redis=redis, key="set")
assert members == {1, "two", 3.5} and members.issuperset({1, 3.5})
elements = RedisList(redis=redis, key="list")
assert elements == [1, "two", {"three": 3}] and elements[1:] == ["two", {"three": 3}]
elements.insert(1, "new")
elements.reverse()
assert elements == [{"three": 3}, "two", "new", 1]
deque = RedisDeque(redis=redis, key="deque", maxlen=4)
deque.extend([4, 5])
assert list(deque) == [2, 3, 4, 5] and deque.popleft() == 2
counter = RedisCounter(redis=redis, key="counter")
assert counter.most_common(1) == [("a", 5)]
queue = RedisSimpleQueue(redis=redis, key="queue")
assert [queue.get(block=False) for _ in range(3)] == [{"job": i} for i in range(3)] and queue.empty()
bloom = BloomFilter(num_elements=100, false_positives=0.01, redis=redis, key="bloom")
assert all(bloom.contains_many(*(f"item {i}" for i in range(50))))
assert 98 <= len(HyperLogLog(redis=redis, key="hll")) <= 102
assert next(NextID(key="ids", masters={redis})) > first
assert not Redlock(key="lock", masters={redis}).acquire(blocking=False)
lock.release()
with Redlock(key="lock", masters={redis}, auto_release_time=5):
    pass
assert square(7) == 49 and calls == [7]
