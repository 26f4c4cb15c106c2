"""walrus: containers, models with indexes, locks and limits, across a crash of the server."""
from walrus import (BooleanField, Database, HashField, IntegerField, ListField, Model, RateLimitException, TextField)

import stage

db = Database(host=stage.HOST, port=stage.PORT)
limit = db.rate_limit("limit", limit=3, per=600)
limit_lua = db.rate_limit_lua("limit-lua", limit=3, per=600)


class Note(Model):
    __database__ = db
    text = TextField(primary_key=False, fts=True)
    number = IntegerField(index=True)
    done = BooleanField(index=True)
    tags = ListField()
    facts = HashField()


db.Hash("hash").update(a="1", b="2")
db.List("list").extend(["a", "b", "c"])
db.Set("set").add("a", "b")
db.ZSet("zset").add({"a": 1, "b": 2})
db.Array("array").extend(["a", "b", "c", "d"])
db.HyperLogLog("hll").add(*map(str, range(100)))
db.autocomplete("titles").store("1", "The crash of a server")
db.graph("people").store("ann", "knows", "bob")
db.counter("counter").incr(5)
db.cache("cache").set("key", {"a": [1, 2]}, 600)
db.Stream("stream").add({"n": "1"})
for i in range(10):
    note = Note.create(text=f"note number{i} of many", number=i, done=i % 2 == 0)
    note.tags.append(f"tag{i}")
    note.facts["n"] = str(i)
lock = db.lock("lock", ttl=600000)
assert lock.acquire()
assert [limit.limit("me") for _ in range(2)] + [limit_lua.limit("me") for _ in range(2)] == [False] * 4
group = db.consumer_group("group", ["stream"])
group.create()
group.set_id("0")
stage.crash()

assert db.Hash("hash").as_dict(decode=True) == {"a": "1", "b": "2"}
assert db.List("list").as_list(decode=True) == ["a", "b", "c"]
assert db.Set("set").members() == {b"a", b"b"}
assert db.ZSet("zset").as_items(decode=True) == [("a", 1.0), ("b", 2.0)]
array = db.Array("array")
assert array.pop(1) == b"b" and array.as_list(decode=True) == ["a", "c", "d"]
assert 98 <= len(db.HyperLogLog("hll")) <= 102
assert list(db.autocomplete("titles").search("crash")) == [b"The crash of a server"] or \
    list(db.autocomplete("titles").search("crash")) == ["The crash of a server"]
assert [r["o"] for r in db.graph("people").query(s="ann", p="knows")] == ["bob"]
assert db.counter("counter").value() == 5
assert db.cache("cache").get("key") == {"a": [1, 2]}
assert [n.number for n in Note.query(Note.number > 6, order_by=Note.number)] == [7, 8, 9]
assert [n.number for n in Note.query(Note.text.match("number4"))] == [4]
found = Note.get(Note.number == 3)
assert found.tags.as_list(decode=True) == ["tag3"] and found.facts.as_dict(decode=True) == {"n": "3"}
assert not db.lock("lock", ttl=1000).acquire(block=False)
assert lock.release() and db.lock("lock", ttl=1000).acquire(block=False)
assert [limit.limit("me") for _ in range(2)] == [False, True]
assert [limit_lua.limit("me") for _ in range(2)] == [False, True]
[(name, [(identity, fields)])] = group.read()
assert fields == {b"n": b"1"} and len(group.stream.pending()) == 1
assert group.stream.ack(identity) == 1 and group.stream.pending() == []
