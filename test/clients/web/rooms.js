// Socket.IO's adapters: two servers reach each other's clients by pub/sub, also after a crash of Redis. The second
// adapter uses the commands for shards.
const assert = require("assert");
const { createAdapter, createShardedAdapter } = require("@socket.io/redis-adapter");
const { createClient } = require("redis");
const { Server } = require("socket.io");
const { io: connect } = require("socket.io-client");
const stage = require("./stage.js");

async function redis() {
  const client = createClient({ socket: { ...stage.redis, reconnectStrategy: 50 } });
  client.on("error", () => {}); // it connects again by itself
  return client.connect();
}

// node starts a server with a client in the room "all".
async function node(adapter) {
  const io = new Server({ adapter: adapter(await redis(), await redis()) });
  const heard = [];
  io.on("connection", (socket) => socket.join("all"));
  io.on("from another server", (text, answer) => answer(`heard ${text}`));
  io.listen(0);
  const socket = connect(`http://127.0.0.1:${io.httpServer.address().port}`, { transports: ["websocket"] });
  socket.on("news", (text) => heard.push(text));
  await stage.until(() => socket.connected && io.of("/").adapter.rooms.has("all"));
  return { io, heard };
}

async function exchange(a, b, text) {
  await stage.until(async () => {
    b.io.to("all").emit("news", text); // what is published while nobody listens is lost
    await new Promise((resolve) => setTimeout(resolve, 20));
    return a.heard.includes(text) && b.heard.includes(text);
  });
  assert.equal((await a.io.in("all").fetchSockets()).length, 2);
  assert.deepEqual(await a.io.serverSideEmitWithAck("from another server", text), [`heard ${text}`]);
}

stage.run(async () => {
  const pairs = [];
  for (const adapter of [createAdapter, createShardedAdapter]) pairs.push([await node(adapter), await node(adapter)]);
  for (const [a, b] of pairs) await exchange(a, b, "before");
  await stage.crash();
  for (const [a, b] of pairs) await exchange(a, b, "after");
});
