// Package job is what a job does and how a client is told to send one, the same for every framework. Its directory
// has it in the language of each: job.py says what the names of jobs mean.
package job

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// Addr is the server's address.
func Addr() string { return os.Getenv("REDIS_HOST") + ":" + os.Getenv("REDIS_PORT") }

var errFirst = errors.New("the first attempt fails, as it should")

// Work does a job.
func Work(name string) error {
	note("start", name)
	for held(name) {
		time.Sleep(20 * time.Millisecond)
	}
	if strings.HasPrefix(name, "fails-") && !failedBefore(name) {
		note("failed", name)
		return errFirst
	}
	note("done", name)
	return nil
}

// Delay is how long after it was sent a job is to be done.
func Delay(name string) time.Duration {
	if strings.HasPrefix(name, "later-") {
		return 2 * time.Second
	}
	return 0
}

// Serve sends the jobs that the lines of the standard input name, and answers each with a line.
func Serve(send func(name string) error) {
	for lines := bufio.NewScanner(os.Stdin); lines.Scan(); {
		if err := send(lines.Text()); err != nil {
			fmt.Println("error", strings.ReplaceAll(err.Error(), "\n", " "))
		} else {
			fmt.Println("ok")
		}
	}
}

// note appends a line to the journal, in one write so that workers may share the file.
func note(event, name string) {
	f, err := os.OpenFile(os.Getenv("JOURNAL"), os.O_WRONLY|os.O_APPEND|os.O_CREATE, 0o600)
	if err != nil {
		panic(err)
	}
	defer f.Close()
	if _, err := fmt.Fprintf(f, "%.3f %s %s %d\n", float64(time.Now().UnixMilli())/1000, event, name, os.Getpid()); err != nil {
		panic(err)
	}
}

func failedBefore(name string) bool {
	journal, err := os.ReadFile(os.Getenv("JOURNAL"))
	if err != nil {
		panic(err)
	}
	return bytes.Contains(journal, []byte(" failed "+name+" "))
}

func held(name string) bool {
	if !strings.HasPrefix(name, "holds-") {
		return false
	}
	_, err := os.Stat(filepath.Join(os.Getenv("GATES"), name))
	return err != nil
}
