package server

import (
	"bytes"
	"errors"
	"io"
	"net"
	"os"
	"sync"
	"testing"
	"time"
)

func TestPipeCarriesAll(t *testing.T) {
	a, b := Pipe()
	sent := make([]byte, 1<<20)
	for i := range sent {
		sent[i] = byte(i * 7 >> 3)
	}
	var writer sync.WaitGroup
	writer.Go(func() {
		for rest := sent; len(rest) > 0; {
			n := min(len(rest), 1+len(rest)%70001)
			if _, err := a.Write(rest[:n]); err != nil {
				t.Error(err)
			}
			rest = rest[n:]
		}
		a.CloseWrite()
	})
	got, err := io.ReadAll(b)
	writer.Wait()
	if err != nil || !bytes.Equal(got, sent) {
		t.Errorf("got %d bytes, %v", len(got), err)
	}
	if _, err := b.Write([]byte("back")); err != nil {
		t.Error(err)
	}
	b.Close()
	if got, err := io.ReadAll(a); string(got) != "back" || err != nil {
		t.Errorf("the other way: %q, %v", got, err)
	}
}

func TestPipeBuffersAndWaits(t *testing.T) {
	a, b := Pipe()
	a.SetWriteDeadline(time.Now().Add(time.Millisecond))
	n, err := a.Write(make([]byte, 2*pipeBytes))
	if n != pipeBytes || !errors.Is(err, os.ErrDeadlineExceeded) {
		t.Errorf("wrote %d, %v; want a full buffer and a timeout", n, err)
	}
	if n, err := io.ReadFull(b, make([]byte, pipeBytes)); err != nil {
		t.Errorf("read %d, %v", n, err)
	}
}

func TestPipeReadDeadline(t *testing.T) {
	a, b := Pipe()
	p := make([]byte, 10)
	for _, deadline := range []time.Time{time.Unix(1, 0), time.Now().Add(time.Millisecond)} {
		a.SetReadDeadline(deadline)
		if _, err := a.Read(p); !errors.Is(err, os.ErrDeadlineExceeded) {
			t.Errorf("deadline %v: %v", deadline, err)
		}
	}
	a.SetReadDeadline(time.Time{})
	b.Write([]byte("x"))
	if n, err := a.Read(p); n != 1 || err != nil {
		t.Errorf("after the deadline was taken away: %d, %v", n, err)
	}
	reading := make(chan error)
	go func() {
		_, err := a.Read(p)
		reading <- err
	}()
	a.SetReadDeadline(time.Unix(1, 0))
	if err := <-reading; !errors.Is(err, os.ErrDeadlineExceeded) {
		t.Errorf("interrupted: %v", err)
	}
}

func TestPipeClosed(t *testing.T) {
	a, b := Pipe()
	reading := make(chan error)
	go func() {
		_, err := b.Read(make([]byte, 1))
		reading <- err
	}()
	a.Close()
	if err := <-reading; err != io.EOF {
		t.Errorf("reading from a closed peer: %v", err)
	}
	if _, err := b.Write([]byte("x")); err != io.ErrClosedPipe {
		t.Errorf("writing to a closed peer: %v", err)
	}
	if _, err := a.Read(make([]byte, 1)); !errors.Is(err, net.ErrClosed) {
		t.Errorf("reading when closed: %v", err)
	}
	if _, err := a.Write([]byte("x")); !errors.Is(err, net.ErrClosed) {
		t.Errorf("writing when closed: %v", err)
	}
}
