// What a job does and how a client is told to send one; job.py says what the names mean.
const fs = require("fs");
const path = require("path");
const readline = require("readline");

const host = process.env.REDIS_HOST;
const port = Number(process.env.REDIS_PORT);

function note(event, name) {
  fs.appendFileSync(process.env.JOURNAL, `${(Date.now() / 1000).toFixed(3)} ${event} ${name} ${process.pid}\n`);
}

function failedBefore(name) {
  return fs.readFileSync(process.env.JOURNAL, "utf8").includes(` failed ${name} `);
}

function held(name) {
  return name.startsWith("holds-") && !fs.existsSync(path.join(process.env.GATES, name));
}

async function work(name) {
  note("start", name);
  while (held(name)) await new Promise((resolve) => setTimeout(resolve, 20));
  if (name.startsWith("fails-") && !failedBefore(name)) {
    note("failed", name);
    throw new Error("the first attempt fails, as it should");
  }
  note("done", name);
}

const delayMillis = (name) => (name.startsWith("later-") ? 2000 : 0);

async function serve(send) {
  for await (const line of readline.createInterface({ input: process.stdin })) {
    try {
      await send(line.trim());
      console.log("ok");
    } catch (err) {
      console.log(`error ${String(err).replaceAll("\n", " ")}`);
    }
  }
  process.exit(0);
}

module.exports = { host, port, work, delayMillis, serve };
