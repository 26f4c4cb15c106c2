// ioredis: commands, pipelines, transactions, scan streams, reconnection.
const assert = require("assert");
const Redis = require("ioredis");

async function main() {
  const redis = new Redis({ host: process.argv[2], port: Number(process.argv[3]) });
  assert.equal(await redis.ping(), "PONG");
  assert.equal(await redis.set("k", "v", "EX", 100), "OK");
  assert.equal(await redis.get("k"), "v");
  assert.equal(await redis.get("missing"), null);
  assert.equal(await redis.incrby("n", 5), 5);
  assert.deepEqual(await redis.mget("k", "missing", "n"), ["v", null, "5"]);
  const buffer = Buffer.from([0, 1, 2, 255, 13, 10]);
  await redis.set("b", buffer);
  assert.deepEqual(await redis.getBuffer("b"), buffer);
  const pipeline = redis.pipeline();
  for (let i = 0; i < 1000; i++) pipeline.set(`scan:${i}`, i);
  for (const [err, reply] of await pipeline.exec()) assert.deepEqual([err, reply], [null, "OK"]);
  const [[, five], [, six]] = await redis.multi().get("n").incr("n").exec();
  assert.deepEqual([five, six], ["5", 6]);
  await assert.rejects(redis.incr("k"), /not an integer/);
  const seen = new Set();
  for await (const keys of redis.scanStream({ match: "scan:*", count: 100 })) keys.forEach((k) => seen.add(k));
  assert.equal(seen.size, 1000);
  await Promise.all(Array.from({ length: 200 }, () => redis.incr("parallel")));
  assert.equal(await redis.get("parallel"), "200");
  const id = await redis.xadd("stream", "*", "field", "value");
  await redis.xgroup("CREATE", "stream", "g", "0");
  assert.deepEqual(await redis.xreadgroup("GROUP", "g", "c", "COUNT", 1, "BLOCK", 10, "STREAMS", "stream", ">"), [
    ["stream", [[id, ["field", "value"]]]],
  ]);
  assert.equal(await redis.xack("stream", "g", id), 1);
  assert.equal(await redis.xread("BLOCK", 10, "STREAMS", "stream", "$"), null);
  const other = redis.duplicate();
  await other.client("KILL", "ID", await redis.client("ID"));
  assert.equal(await redis.get("n"), "6"); // ioredis reconnects by itself
  await other.quit();
  await redis.quit();
}

main().catch((err) => {
  console.error(err);
  process.exit(1);
});
