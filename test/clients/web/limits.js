// rate-limit-redis: the script that counts requests is loaded again, and counts on, after a crash of the server.
const assert = require("assert");
const express = require("express");
const { rateLimit } = require("express-rate-limit");
const Redis = require("ioredis");
const { RedisStore } = require("rate-limit-redis");
const stage = require("./stage.js");

stage.run(async () => {
  const client = new Redis({ ...stage.redis, retryStrategy: () => 50 });
  client.on("error", () => {}); // it connects again by itself
  const store = new RedisStore({ sendCommand: (...args) => client.call(...args) });
  const app = express();
  app.use(rateLimit({ store, windowMs: 600000, limit: 10, standardHeaders: true, keyGenerator: () => "everybody" }));
  app.get("/", (req, res) => res.send("in"));
  const ask = await stage.serve(app);

  const six = await Promise.all(Array.from({ length: 6 }, () => ask("/")));
  assert.deepEqual(six.map((res) => res.status), Array(6).fill(200));
  assert.deepEqual(six.map((res) => Number(res.headers.get("ratelimit-remaining"))).sort(), [4, 5, 6, 7, 8, 9]);
  await stage.crash();

  const eight = await Promise.all(Array.from({ length: 8 }, () => ask("/")));
  assert.equal(eight.filter((res) => res.status === 200).length, 4);
  assert.equal(eight.filter((res) => res.status === 429).length, 4);
  await store.resetKey("everybody");
  assert.equal((await ask("/")).status, 200);
});
