// connect-redis: the sessions of express-session survive a crash of the server, and end when they are destroyed.
const assert = require("assert");
const { RedisStore } = require("connect-redis");
const express = require("express");
const session = require("express-session");
const { createClient } = require("redis");
const stage = require("./stage.js");

stage.run(async () => {
  const client = createClient({ socket: { ...stage.redis, reconnectStrategy: 50 } });
  client.on("error", () => {}); // it connects again by itself
  await client.connect();
  const store = new RedisStore({ client, ttl: 600 });
  const app = express();
  app.use(session({ store, secret: "secret", resave: false, saveUninitialized: false }));
  app.get("/visit", (req, res) => {
    req.session.visits = (req.session.visits || 0) + 1;
    res.send(`${req.session.visits}`);
  });
  app.get("/leave", (req, res) => req.session.destroy(() => res.send("bye")));
  const ask = await stage.serve(app);

  const first = await ask("/visit");
  assert.equal(await first.text(), "1");
  const headers = { cookie: first.headers.get("set-cookie").split(";")[0] };
  assert.equal(await (await ask("/visit", headers)).text(), "2");
  assert.equal(await (await ask("/visit")).text(), "1"); // somebody else
  const all = await new Promise((resolve, reject) => store.all((err, list) => (err ? reject(err) : resolve(list))));
  assert.deepEqual(all.map((s) => s.visits).sort(), [1, 2]);
  const [key] = await client.keys("sess:*");
  assert((await client.ttl(key)) > 590);
  await stage.crash();

  assert.equal(await (await ask("/visit", headers)).text(), "3");
  assert.equal(await (await ask("/leave", headers)).text(), "bye");
  assert.equal(await (await ask("/visit", headers)).text(), "1");
});
