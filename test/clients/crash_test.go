package clients

import (
	"fmt"
	"os"
	"strings"
	"testing"
	"time"
)

// ordinary sends jobs that succeed, one that is tried again and one that is for later.
func (r *run) ordinary(t *testing.T) {
	sent := time.Now()
	r.send(t, "fails-1", "later-1")
	plain := numbered("plain-a", 20)
	r.send(t, plain...)
	r.expect(t, append(plain, "fails-1", "later-1")...)
	r.judgeOthers(t, "fails-1", "later-1", sent)
}

// judgeOthers checks that one job was tried again and the other not done before its time.
func (r *run) judgeOthers(t *testing.T, fails, later string, sent time.Time) {
	t.Helper()
	if failed := r.journal.count(t, "failed"); failed[fails] != 1 {
		t.Errorf("%s failed %d times", fails, failed[fails])
	}
	for _, e := range r.journal.read(t) {
		// Some frameworks count in whole seconds.
		if e.name == later && e.event == "start" && e.at.Before(sent.Add(time.Second)) {
			t.Errorf("%s started %v after it was sent", later, e.at.Sub(sent))
		}
	}
}

// hold occupies all workers.
func (r *run) hold(t *testing.T, prefix string) []string {
	t.Helper()
	names := numbered("holds-"+prefix, r.holders)
	r.send(t, names...)
	r.await(t, "start", names...)
	return names
}

// serverCrash kills the server while jobs are being done, wait their turn and are scheduled.
func (r *run) serverCrash(t *testing.T) {
	held := r.hold(t, "a")
	sent := time.Now()
	queued := append(numbered("plain-b", 20), "later-2", "fails-2")
	r.send(t, queued...)
	r.backend.kill()
	r.backend.start(t)
	r.restart(t)
	r.reconnect(t, "plain-c")
	more := numbered("plain-d", 5)
	r.send(t, more...)
	r.journal.release(t, held...)
	r.expect(t, append(queued, more...)...)
	r.await(t, "done", held...)
	r.judgeOthers(t, "fails-2", "later-2", sent)
}

// span is from when to when something was done.
type span struct{ from, to time.Time }

// meets says whether two spans overlap.
func (s span) meets(o span) bool { return s.from.Before(o.to) && o.from.Before(s.to) }

// load is what a client sent while the server crashed.
type load struct {
	taken []string        // what the server said it has
	spans map[string]span // from when to when each was sent, successfully or not
	err   error
}

// serverCrashUnderLoad kills the server while a client sends and workers work.
func (r *run) serverCrashUnderLoad(t *testing.T) {
	sent, finished := make(chan struct{}, 80), make(chan load, 1)
	go func() {
		l := load{spans: make(map[string]span)}
		for i := 0; i < cap(sent) && l.err == nil && len(l.taken) < 40; i++ {
			name := fmt.Sprint("plain-e", i)
			var answer string
			from := time.Now()
			if answer, l.err = r.client.ask(name); answer == "ok" {
				l.taken = append(l.taken, name)
			}
			l.spans[name] = span{from, time.Now()}
			sent <- struct{}{}
		}
		finished <- l
	}()
	poll(t, "half of the load is sent", func() bool { return len(sent) > 20 })
	from := time.Now()
	r.backend.kill()
	r.backend.start(t)
	away := span{from, time.Now()}
	l := <-finished
	if l.err != nil {
		t.Fatal(l.err)
	}
	r.restart(t)
	r.reconnect(t, "plain-g")
	r.judge(t, l, away)
}

// judge checks what became of a load during which the server was away.
func (r *run) judge(t *testing.T, l load, away span) {
	t.Helper()
	undone := func() (list []string) {
		counts := r.journal.count(t, "done")
		for _, name := range l.taken {
			if counts[name] == 0 {
				list = append(list, name)
			}
		}
		return list
	}
	t.Cleanup(func() {
		if t.Failed() {
			t.Logf("not done: %v", undone())
		}
	})
	r.poll(t, "most of the load is done", func() bool { return len(undone()) <= r.onTheirWay+r.holders })
	last := numbered("plain-last", r.holders)
	r.send(t, last...)
	r.await(t, "done", last...)
	if r.elapse && len(undone()) > r.onTheirWay {
		r.workers.kill()
		r.send(t, "elapse")
		r.workers = r.program(t, r.worker(t))
	}
	r.poll(t, "the load is done", func() bool { return len(undone()) <= r.onTheirWay })
	if list := undone(); len(list) > 0 {
		t.Logf("lost on the way to a worker: %v", list)
	}
	r.judgeTwice(t, l, away)
}

// judgeTwice checks that no job was done twice but for those that the crash met on their way to or from a worker.
func (r *run) judgeTwice(t *testing.T, l load, away span) {
	t.Helper()
	first := make(map[string]time.Time)
	twice := make(map[string]bool)
	for _, e := range r.journal.read(t) {
		// A client may have sent a job twice if the crash met it.
		if sent, ok := l.spans[e.name]; e.event != "done" || !ok || sent.meets(away) {
			continue
		}
		if at, ok := first[e.name]; !ok {
			first[e.name] = e.at
		} else if twice[e.name] = true; at.After(away.to) {
			t.Errorf("%s was first done when the server was back, and then again", e.name)
		}
	}
	if len(twice) > 2*r.holders {
		t.Errorf("%d jobs were done twice: %v", len(twice), twice)
	}
}

// workerCrash kills the workers while they work.
func (r *run) workerCrash(t *testing.T) {
	held := r.hold(t, "b")
	sent := time.Now()
	queued := append(numbered("plain-f", 20), "later-3", "fails-3")
	r.send(t, queued...)
	r.workers.kill()
	for _, e := range r.journal.read(t) {
		if strings.HasPrefix(e.name, "holds-b") {
			// A worker may have left the group of those who started it.
			if p, err := os.FindProcess(e.pid); err == nil {
				_ = p.Kill() // fails only if it is dead already
			}
		}
	}
	r.journal.release(t, held...)
	if r.elapse {
		r.send(t, "elapse")
	}
	r.workers = r.program(t, r.worker(t))
	r.expect(t, queued...)
	r.judgeOthers(t, "fails-3", "later-3", sent)
	if !r.forgets {
		r.expect(t, held...)
	}
}
