// The stages of a program: between two of them the server is killed and comes back.
const assert = require("assert");
const http = require("http");
const readline = require("readline");

const redis = { host: process.env.REDIS_HOST, port: Number(process.env.REDIS_PORT) };
const lines = readline.createInterface({ input: process.stdin })[Symbol.asyncIterator]();

// crash resolves when the server has been killed and is there again.
async function crash() {
  console.log("crash");
  assert.equal((await lines.next()).value, "back");
}

// serve starts an app on a port of its own and resolves to a function that asks it for a path.
async function serve(app) {
  const server = http.createServer(app);
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  return (path, headers = {}) => fetch(`http://127.0.0.1:${server.address().port}${path}`, { headers });
}

// until polls: what is connected again may take a moment to be so.
async function until(done) {
  for (const deadline = Date.now() + 20000; !(await done()); ) {
    assert(Date.now() < deadline, "still waiting");
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

function run(main) {
  main().then(() => process.exit(0)).catch((err) => {
    console.error(err);
    process.exit(1);
  });
}

module.exports = { redis, crash, serve, until, run };
