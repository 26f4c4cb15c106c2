// node-redis: commands, transactions, scan iterators, both protocols.
const assert = require("assert");
const { createClient } = require("redis");

async function main() {
  for (const RESP of [2, 3]) {
    const client = createClient({ RESP, socket: { host: process.argv[2], port: Number(process.argv[3]) } });
    await client.connect();
    await client.flushAll();
    assert.equal(await client.set("k", "v", { expiration: { type: "EX", value: 100 } }), "OK");
    assert.equal(await client.get("k"), "v");
    assert.equal(await client.get("missing"), null);
    assert.equal(await client.incr("n"), 1);
    assert.deepEqual(await client.mGet(["k", "missing"]), ["v", null]);
    assert.deepEqual(await client.multi().incr("n").get("n").exec(), [2, "2"]);
    await Promise.all(Array.from({ length: 500 }, (_, i) => client.set(`scan:${i}`, `${i}`)));
    const seen = new Set();
    for await (const keys of client.scanIterator({ MATCH: "scan:*", COUNT: 50 })) keys.forEach((k) => seen.add(k));
    assert.equal(seen.size, 500);
    await assert.rejects(client.incr("k"), /not an integer/);
    await client.close();
  }
}

main().catch((err) => {
  console.error(err);
  process.exit(1);
});
