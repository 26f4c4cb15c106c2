"""redis-data-structures: each of its structures holds what it held, across a crash of the server."""
from redis_data_structures import (BloomFilter, ConnectionManager, Deque, Dict, Graph, HashMap, LRUCache,
                                   PriorityQueue, Queue, RingBuffer, Set, Stack, Trie)

import stage

manager = ConnectionManager(host=stage.HOST, port=stage.PORT)


def new(kind, *args, **kwargs):
    return kind(kind.__name__, *args, connection_manager=manager, **kwargs)


def fill():
    queue, stack, deque, urgent = new(Queue), new(Stack), new(Deque), new(PriorityQueue)
    for i in range(5):
        assert queue.push({"job": i}) and stack.push(i) and urgent.push(f"task {i}", priority=9 - i)
        assert deque.push_back(i) and deque.push_front(-i)
    members, table, entries = new(Set), new(HashMap), new(Dict)
    for i in range(5):
        members.add(i % 3)
        table.set(f"key {i}", [i, str(i)])
        entries[f"key {i}"] = i
    ring, cache, words, graph = new(RingBuffer, 3), new(LRUCache, 3), new(Trie), new(Graph)
    for i in range(5):
        ring.push(i)
        cache.put(f"key {i}", i)
        words.insert(f"word{i}")
        graph.add_vertex(f"v{i}", {"n": i})
    graph.add_edge("v0", "v1", 2.5)
    seen = new(BloomFilter, expected_elements=100, false_positive_rate=0.01)
    for i in range(50):
        seen.add(f"item {i}")


def check():
    queue, stack, deque, urgent = new(Queue), new(Stack), new(Deque), new(PriorityQueue)
    assert queue.size() == 5 and [queue.pop() for _ in range(5)] == [{"job": i} for i in range(5)]
    assert stack.size() == 5 and [stack.pop() for _ in range(5)] == [4, 3, 2, 1, 0]
    assert deque.size() == 10 and deque.pop_front() == -4 and deque.pop_back() == 4
    assert urgent.peek() == ("task 4", 5) and urgent.pop() == ("task 4", 5) and urgent.size() == 4
    assert sorted(new(Set).members()) == [0, 1, 2]
    assert new(HashMap).get_all() == {f"key {i}": [i, str(i)] for i in range(5)}
    assert new(Dict).to_dict() == {f"key {i}": i for i in range(5)}
    assert new(RingBuffer, 3).get_all() == [2, 3, 4]
    cache = new(LRUCache, 3)
    assert cache.size() == 3 and cache.get("key 0") is None and cache.get("key 4") == 4
    words = new(Trie)
    assert words.search("word3") and sorted(words.starts_with("word")) == [f"word{i}" for i in range(5)]
    graph = new(Graph)
    assert graph.get_neighbors("v0") == {"v1": 2.5} and graph.get_vertex_data("v4") == {"n": 4}
    seen = new(BloomFilter, expected_elements=100, false_positive_rate=0.01)
    assert all(seen.contains(f"item {i}") for i in range(50))


fill()
stage.crash()
check()
