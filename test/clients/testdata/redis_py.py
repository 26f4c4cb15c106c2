"""redis-py: sync and asyncio, both protocols, pipelines, transactions, scans."""
import asyncio
import sys

import redis
import redis.asyncio

host, port = sys.argv[1], int(sys.argv[2])

for protocol in (2, 3):
    r = redis.Redis(host, port, protocol=protocol, decode_responses=True)
    r.flushall()
    assert r.ping()
    assert r.set("k", "v", ex=100) and r.get("k") == "v" and 99 <= r.ttl("k") <= 100
    assert r.set("k", "w", nx=True) is None
    assert r.set("k", "w", get=True) == "v"
    assert r.get("missing") is None
    assert r.incr("n", 5) == 5 and r.decr("n") == 4 and r.incrbyfloat("f", 0.1) == 0.1
    assert r.mset({"a": 1, "b": 2}) and r.mget("a", "missing", "b") == ["1", None, "2"]
    assert r.append("s", "Hello") == 5 and r.setrange("s", 5, " World") == 11 and r.getrange("s", 6, -1) == "World"
    assert r.getdel("a") == "1" and r.exists("a", "b") == 1
    assert r.rename("b", "c") and r.type("c") == "string" and r.copy("c", "d") and r.get("d") == "2"
    assert r.expire("c", 50) and r.persist("c") and r.ttl("c") == -1
    try:
        r.incr("s")
        raise AssertionError("INCR of text succeeded")
    except redis.ResponseError as e:
        assert "not an integer" in str(e)
    with r.pipeline() as p:
        p.watch("n")
        p.multi()
        p.incr("n").incr("n").get("n")
        assert p.execute() == [5, 6, "6"]
    with r.pipeline(transaction=False) as p:
        for i in range(1000):
            p.set(f"scan:{i}", i)
        assert all(p.execute())
    assert len(set(r.scan_iter("scan:*", count=100))) == 1000
    assert r.info("server")["redis_version"].startswith("7.2")
    assert r.client_setname("me") and r.client_getname() == "me" and r.client_id() > 0
    assert r.config_get("maxclients") == {"maxclients": "10000"}
    assert r.command_count() > 50
    assert r.object("encoding", "n") == "int"
    assert r.memory_usage("k") > 0
    ids = [r.xadd("stream", {"n": i}, maxlen=100) for i in range(3)]
    assert [e[0] for e in r.xrange("stream")] == ids and r.xlen("stream") == 3
    assert r.xgroup_create("stream", "g", "0") and len(r.xinfo_groups("stream")) == 1
    assert r.xreadgroup("g", "c", {"stream": ">"}, count=2) and r.xack("stream", "g", ids[0]) == 1
    assert r.xpending("stream", "g")["pending"] == 1 and r.xpending_range("stream", "g", "-", "+", 5)[0]["times_delivered"] == 1
    assert r.xautoclaim("stream", "g", "d", 0)[1][0][0] == ids[1] and r.xinfo_stream("stream")["length"] == 3
    assert not r.xread({"stream": "$"}, block=10) and r.xtrim("stream", maxlen=1, approximate=False) == 2 and r.xdel("stream", ids[2]) == 1
    assert r.dbsize() > 1000 and r.flushdb() and r.dbsize() == 0
    binary = redis.Redis(host, port, protocol=protocol)
    value = bytes(range(256)) * 4096
    assert binary.set(b"\x00\xff", value) and binary.get(b"\x00\xff") == value


async def main():
    r = redis.asyncio.Redis(host=host, port=port)
    await asyncio.gather(*(r.incr("async") for _ in range(80)))
    assert int(await r.get("async")) == 80
    await r.aclose()


asyncio.run(main())
