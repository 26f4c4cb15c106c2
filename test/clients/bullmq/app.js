// BullMQ: Lua scripts over lists, sorted sets, hashes and a stream of events.
const { Queue, Worker } = require("bullmq");
const job = require("../job/job.js");

const connection = { host: job.host, port: job.port, maxRetriesPerRequest: null, retryStrategy: () => 50 };

if (process.argv[2] === "worker") {
  const worker = new Worker("jobs", (j) => job.work(j.name), {
    connection,
    concurrency: 2,
    lockDuration: 1000,
    stalledInterval: 500,
    runRetryDelay: 50,
  });
  worker.on("error", (err) => console.error(err.message));
} else {
  const queue = new Queue("jobs", { connection });
  queue.on("error", (err) => console.error(err.message));
  job.serve((name) => queue.add(name, {}, { jobId: name, attempts: 3, delay: job.delayMillis(name) }));
}
