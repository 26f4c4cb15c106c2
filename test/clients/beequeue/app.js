// bee-queue: Lua scripts over lists and hashes, BRPOPLPUSH, and pub/sub for delayed jobs.
const Queue = require("bee-queue");
const job = require("../job/job.js");

const redis = { host: job.host, port: job.port, retry_strategy: () => 50 };
const isWorker = process.argv[2] === "worker";
const queue = new Queue("jobs", {
  redis,
  isWorker,
  stallInterval: 1000,
  activateDelayedJobs: isWorker,
  initialRedisFailureRetryDelay: 50,
});
queue.on("error", (err) => console.error(err.message));

if (isWorker) {
  queue.process(2, (j) => job.work(j.data.name));
  queue.checkStalledJobs(500);
} else {
  job.serve((name) => {
    const j = queue.createJob({ name }).setId(name).retries(3);
    if (job.delayMillis(name)) j.delayUntil(Date.now() + job.delayMillis(name));
    return j.save();
  });
}
