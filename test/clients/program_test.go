package clients

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"os/exec"
	"sync"
	"testing"
	"time"
)

// program is a process that a test started: a worker, or a client that is told what to do line by line.
type program struct {
	cmd    *exec.Cmd
	stdin  io.WriteCloser
	lines  chan string   // what it prints; closed when it ends
	exited chan struct{} // closed when it is dead
	stderr output
}

// outputLimit is how much of an output a failed test shows.
const outputLimit = 3000

// output gathers what a process writes to its standard error.
type output struct {
	mu   sync.Mutex // guards text
	text bytes.Buffer
}

// Write implements io.Writer.
func (o *output) Write(p []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.text.Write(p)
}

// String is the end of what has been written so far.
func (o *output) String() string {
	o.mu.Lock()
	defer o.mu.Unlock()
	text := o.text.String()
	return text[max(0, len(text)-outputLimit):]
}

// startProgram starts a process that is dead before its test ends.
func startProgram(t *testing.T, dir string, env, args []string) *program {
	t.Helper()
	p := &program{cmd: exec.Command(args[0], args[1:]...), lines: make(chan string, 1000), exited: make(chan struct{})}
	p.cmd.Dir, p.cmd.Env, p.cmd.Stderr = dir, env, &p.stderr
	inGroup(p.cmd)
	stdin, err := p.cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	p.stdin = stdin
	// What a worker leaves behind may keep its output open.
	p.cmd.WaitDelay = 100 * time.Millisecond
	stdout, printed := io.Pipe()
	p.cmd.Stdout = printed
	if err := p.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		p.kill()
		if t.Failed() {
			t.Logf("%v says:\n%s", args, &p.stderr)
		}
	})
	go p.follow(stdout)
	go func() {
		_ = p.cmd.Wait() // a program that is killed has no better word
		_ = printed.Close()
		close(p.exited)
	}()
	return p
}

// follow reads the standard output until the process ends.
func (p *program) follow(stdout io.Reader) {
	for lines := bufio.NewScanner(stdout); lines.Scan(); {
		select {
		case p.lines <- lines.Text():
		default: // nobody asks what it prints
		}
	}
	close(p.lines)
}

// kill ends the process, and those that it started, as a crash does.
func (p *program) kill() {
	killGroup(p.cmd)
	<-p.exited
}

// tell writes a line to the program.
func (p *program) tell(line string) error {
	if _, err := io.WriteString(p.stdin, line+"\n"); err != nil {
		return fmt.Errorf("tell %s: %w\n%s", line, err, &p.stderr)
	}
	return nil
}

// ask tells the program something and returns its answer.
func (p *program) ask(line string) (string, error) {
	if err := p.tell(line); err != nil {
		return "", err
	}
	timer := time.NewTimer(pollLimit)
	defer timer.Stop()
	select {
	case answer, ok := <-p.lines:
		if !ok {
			return "", fmt.Errorf("the program ended at %s:\n%s", line, &p.stderr)
		}
		return answer, nil
	case <-timer.C:
		return "", fmt.Errorf("no answer to %s:\n%s", line, &p.stderr)
	}
}

// hasExited says whether the process is dead.
func (p *program) hasExited() bool {
	select {
	case <-p.exited:
		return true
	default:
		return false
	}
}
