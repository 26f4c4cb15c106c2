package clients

import (
	"testing"
)

// TestStages runs programs that keep something on a server which is killed, and comes back, where they ask for it.
func TestStages(t *testing.T) {
	inPython := func(t *testing.T) []string { return []string{python(t, "python", "python3"), "-W", "ignore"} }
	inNode := func(t *testing.T) []string { return []string{node(t)} }
	for _, s := range []struct {
		dir, script string
		run         func(t *testing.T) []string
	}{
		{"structures", "data_structures.py", inPython},
		{"structures", "walrus_containers.py", inPython},
		{"structures", "pottery_containers.py", inPython},
		{"web", "sessions.js", inNode},
		{"web", "limits.js", inNode},
		{"web", "rooms.js", inNode},
	} {
		t.Run(s.script, func(t *testing.T) {
			t.Parallel()
			args := append(s.run(t), s.script)
			b := startBackend(t)
			p := startProgram(t, s.dir, b.environ(), args)
			for line := range p.lines {
				if line != "crash" {
					continue
				}
				b.kill()
				b.start(t)
				if err := p.tell("back"); err != nil {
					t.Fatal(err)
				}
			}
			<-p.exited
			if !p.cmd.ProcessState.Success() {
				t.Errorf("%s: %v", s.script, p.cmd.ProcessState)
			}
		})
	}
}

// TestWalrus runs walrus's own tests.
func TestWalrus(t *testing.T) {
	b := startBackend(t)
	env := b.environ("WALRUS_REDIS_PORT=" + b.portText())
	p := startProgram(t, ".", env, []string{python(t, "python", "python3"), "-m", "unittest", "walrus.tests"})
	<-p.exited
	if !p.cmd.ProcessState.Success() {
		t.Error(p.cmd.ProcessState)
	}
}
