package clients

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

// queue is a framework that keeps jobs on the server, and what it promises.
type queue struct {
	name   string
	worker func(t *testing.T) []string // the command that works
	client func(t *testing.T) []string // the command that sends; see job.py
	// holders is how many jobs occupy all workers.
	holders int
	// onTheirWay is how many jobs a crash of the server may lose, because a worker takes a job off the server in one
	// step and the answer does not arrive.
	onTheirWay int
	// forgets: the server has no trace of a job while it is done, so that a crash of the worker loses it.
	forgets bool
	// strands: clients and workers never recover from a crash of the server and have to be started again.
	strands bool
	// elapse: the time after which a worker is given up has to pass before its jobs go to others.
	elapse bool
}

// run is a framework at work.
type run struct {
	queue
	backend *backend
	journal journal
	client  *program
	workers *program
	ended   int // how often workers ended by themselves
}

func startRun(t *testing.T, q queue) *run {
	r := &run{queue: q, backend: startBackend(t), journal: newJournal(t)}
	r.client = r.program(t, q.client(t))
	r.workers = r.program(t, q.worker(t))
	return r
}

func (r *run) program(t *testing.T, args []string) *program {
	t.Helper()
	return startProgram(t, r.name, r.backend.environ(r.journal.environ()...), args)
}

// send sends jobs, which the server has to take.
func (r *run) send(t *testing.T, names ...string) {
	t.Helper()
	for _, name := range names {
		if answer, err := r.client.ask(name); err != nil || answer != "ok" {
			t.Fatalf("send %s: %s %v", name, answer, err)
		}
	}
}

// reconnect sends a job until the client has found the server again.
func (r *run) reconnect(t *testing.T, name string) {
	t.Helper()
	attempt := 0
	poll(t, "the client connects again", func() bool {
		attempt++
		answer, err := r.client.ask(fmt.Sprint(name, "-", attempt))
		if err != nil {
			t.Fatal(err)
		}
		return answer == "ok"
	})
}

// restart starts the framework's programs again if the crash of the server has stranded them.
func (r *run) restart(t *testing.T) {
	t.Helper()
	if r.strands {
		r.client.kill()
		r.workers.kill()
		r.client, r.workers = r.program(t, r.queue.client(t)), r.program(t, r.queue.worker(t))
	}
}

// endLimit is how often workers may end by themselves.
const endLimit = 5

// poll waits until something is so. Workers that end are started again, as a supervisor would do: some frameworks
// rely on one when they lose the server.
func (r *run) poll(t *testing.T, what string, done func() bool) {
	t.Helper()
	poll(t, what, func() bool {
		if r.workers.hasExited() {
			if r.ended++; r.ended > endLimit {
				t.Fatalf("the workers end again and again:\n%s", &r.workers.stderr)
			}
			r.workers = r.program(t, r.worker(t))
		}
		return done()
	})
}

// await waits until an event has happened to all of the jobs.
func (r *run) await(t *testing.T, event string, names ...string) {
	t.Helper()
	r.poll(t, event+" "+strings.Join(names, " "), func() bool {
		counts := r.journal.count(t, event)
		return !slices.ContainsFunc(names, func(name string) bool { return counts[name] == 0 })
	})
}

// expect checks that jobs were done once.
func (r *run) expect(t *testing.T, names ...string) {
	t.Helper()
	r.await(t, "done", names...)
	counts := r.journal.count(t, "done")
	for _, name := range names {
		if counts[name] != 1 {
			t.Errorf("%s was done %d times", name, counts[name])
		}
	}
}

// numbered names n jobs.
func numbered(prefix string, n int) []string {
	names := make([]string, n)
	for i := range names {
		names[i] = fmt.Sprint(prefix, i)
	}
	return names
}
