package clients

import (
	"os/exec"
	"path/filepath"
	"runtime"
	"testing"
)

// queues are the frameworks.
func queues() []queue {
	pythonApp := func(t *testing.T) []string { return []string{python(t, "python", "python3"), "../job/send.py"} }
	return []queue{
		{name: "huey", holders: 2, onTheirWay: 2, forgets: true, client: pythonApp, worker: func(t *testing.T) []string {
			return []string{python(t, "python", "huey_consumer"), "app.huey", "-w", "2"}
		}},
		{name: "rq", holders: 1, onTheirWay: 1, elapse: true, client: pythonApp, worker: func(t *testing.T) []string {
			return []string{python(t, "python", "rq"), "worker", "-c", "app", "--with-scheduler"}
		}},
		{name: "celery", holders: 2, onTheirWay: 1, client: pythonApp, worker: func(t *testing.T) []string {
			return []string{python(t, "python", "celery"), "-A", "app", "worker", "-c", "2", "--loglevel", "WARNING"}
		}},
		{name: "dramatiq", holders: 2, client: pythonApp, worker: func(t *testing.T) []string {
			return []string{python(t, "python", "dramatiq"), "app", "-p", "1", "-t", "2"}
		}},
		{name: "arq", holders: 2, elapse: true, client: func(t *testing.T) []string {
			return []string{python(t, "arq", "python3"), "../job/send.py"}
		}, worker: func(t *testing.T) []string {
			return []string{python(t, "arq", "arq"), "app.WorkerSettings"}
		}},
		{name: "bullmq", holders: 2, client: nodeApp, worker: nodeWorker},
		{name: "beequeue", holders: 2, strands: true, client: nodeApp, worker: nodeWorker},
		{name: "sidekiq", holders: 2, onTheirWay: 2, forgets: true, client: func(t *testing.T) []string {
			return []string{onPath(t, "ruby"), "app.rb"}
		}, worker: func(t *testing.T) []string {
			return []string{onPath(t, "sidekiq"), "-r", "./app.rb", "-c", "2"}
		}},
		{name: "asynq", holders: 2, elapse: true, client: func(t *testing.T) []string {
			return []string{goApp(t, "asynq")}
		}, worker: func(t *testing.T) []string {
			return []string{goApp(t, "asynq"), "worker"}
		}},
	}
}

func nodeApp(t *testing.T) []string    { return []string{node(t), "app.js"} }
func nodeWorker(t *testing.T) []string { return append(nodeApp(t), "worker") }

// goApp builds a program of this module.
func goApp(t *testing.T, name string) string {
	t.Helper()
	binary := filepath.Join(t.TempDir(), name+".exe") // the ending is needed on Windows and harmless elsewhere
	if out, err := exec.Command("go", "build", "-o", binary, "./"+name).CombinedOutput(); err != nil {
		t.Fatalf("build %s: %v\n%s", name, err, out)
	}
	return binary
}

// TestQueues crashes workers and servers under every framework. No job may be lost and none done twice, but for what
// the framework itself cannot promise.
func TestQueues(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("the frameworks' workers need a Unix")
	}
	for _, q := range queues() {
		t.Run(q.name, func(t *testing.T) {
			t.Parallel()
			r := startRun(t, q)
			r.ordinary(t)
			r.serverCrash(t)
			r.serverCrashUnderLoad(t)
			r.workerCrash(t)
		})
	}
}
