package lists_test

import (
	"context"
	"errors"
	"slices"
	"testing"
)

func TestClientThatHangsUpLosesNothing(t *testing.T) {
	eachTransport(t, func(t *testing.T, s *server) {
		a, b, c := s.dial(t), s.dial(t), s.dial(t)
		b.send("BLPOP", "l", "0")
		a.awaitBlocked(1)
		c.send("BLPOP", "l", "0")
		a.awaitBlocked(2)
		if err := b.Close(); err != nil {
			t.Fatal(err)
		}
		a.awaitBlocked(1)
		a.expect("(integer) 2", "RPUSH", "l", "x", "y")
		c.expectNext(`1) "l"` + "\n" + `2) "x"`)
		a.expect(`1) "y"`, "LRANGE", "l", "0", "-1")
	})
}

// TestKilledClientIsNotServed kills and pushes in one packet, before the killed client's connection can notice.
func TestKilledClientIsNotServed(t *testing.T) {
	eachTransport(t, func(t *testing.T, s *server) {
		a, b := s.dial(t), s.dial(t)
		b.send("BLPOP", "l", "0")
		a.awaitBlocked(1)
		a.expectAll([]string{"(integer) 1", "(integer) 1", "(integer) 1"},
			[]string{"CLIENT", "KILL", "ID", b.id}, []string{"RPUSH", "l", "x"}, []string{"LLEN", "l"})
		if _, err := b.Receive(); err == nil {
			t.Error("the killed client got a reply")
		}
	})
}

// TestUnblock unblocks and pushes in one packet, in both orders: the first of the two decides.
func TestUnblock(t *testing.T) {
	eachTransport(t, func(t *testing.T, s *server) {
		a, b := s.dial(t), s.dial(t)
		push, unblock := []string{"RPUSH", "l", "x"}, []string{"CLIENT", "UNBLOCK", b.id}
		for range 3 {
			b.send("BLPOP", "l", "0")
			a.awaitBlocked(1)
			a.expectAll([]string{"(integer) 1", "(integer) 1", `"x"`}, unblock, push, []string{"LPOP", "l"})
			b.expectNext("(nil)")

			b.send("BLPOP", "l", "0")
			a.awaitBlocked(1)
			a.expectAll([]string{"(integer) 1", "(integer) 0", "(nil)"}, push, unblock, []string{"LPOP", "l"})
			b.expectNext(`1) "l"` + "\n" + `2) "x"`)
		}
	})
}

func TestUnblockReasons(t *testing.T) {
	eachTransport(t, func(t *testing.T, s *server) {
		a, b := s.dial(t), s.dial(t)
		for reason, want := range map[string]string{
			"TIMEOUT": "(nil)",
			"ERROR":   "(error) UNBLOCKED client unblocked via CLIENT UNBLOCK",
		} {
			for _, command := range [][]string{
				{"BLPOP", "l", "0"}, {"BRPOP", "k", "l", "100"}, {"BLMPOP", "0", "1", "l", "LEFT"},
				{"BLMOVE", "l", "k", "LEFT", "LEFT", "0"}, {"BRPOPLPUSH", "l", "k", "0"},
			} {
				b.send(command...)
				a.awaitBlocked(1)
				a.expect("(integer) 1", "CLIENT", "UNBLOCK", b.id, reason)
				b.expectNext(want)
				a.expect("(integer) 0", "CLIENT", "UNBLOCK", b.id, reason)
			}
		}
		b.send("BLPOP", "l", "0")
		a.awaitBlocked(1)
		a.expectAll([]string{"OK", "QUEUED", "QUEUED", "1) (integer) 1\n2) (integer) 1"},
			[]string{"MULTI"}, []string{"CLIENT", "UNBLOCK", b.id, "ERROR"}, []string{"RPUSH", "l", "x"}, []string{"EXEC"})
		b.expectNext("(error) UNBLOCKED client unblocked via CLIENT UNBLOCK")
		b.expect("(integer) 1", "LLEN", "l")
	})
}

// TestServedStaysServed restarts the server after clients were served: what they got is gone, what they moved is there.
func TestServedStaysServed(t *testing.T) {
	eachTransport(t, func(t *testing.T, s *server) {
		a, b := s.dial(t), s.dial(t)
		b.send("BLPOP", "l", "0")
		a.awaitBlocked(1)
		a.do("RPUSH", "l", "x", "y")
		b.receive()
		b.send("BLMOVE", "src", "dst", "LEFT", "LEFT", "0")
		a.awaitBlocked(1)
		a.do("RPUSH", "src", "z")
		b.receive()
		b.send("BLMPOP", "0", "1", "m", "RIGHT", "COUNT", "2")
		a.awaitBlocked(1)
		a.do("RPUSH", "m", "1", "2", "3")
		b.receive()

		s.close(t)
		s.open(t)
		a = s.dial(t)
		for key, want := range map[string]string{"l": `1) "y"`, "src": "(empty array)", "dst": `1) "z"`, "m": `1) "1"`} {
			a.expect(want, "LRANGE", key, "0", "-1")
		}
	})
}

// TestCallThatIsGivenUp ends the wait of a caller inside the process: what is pushed afterwards stays.
func TestCallThatIsGivenUp(t *testing.T) {
	eachTransport(t, func(t *testing.T, s *server) {
		a := s.dial(t)
		ctx, cancel := context.WithCancel(context.Background())
		done := make(chan error)
		go func() {
			done <- s.Do(ctx, []string{"BLPOP", "l", "0"}, func([]byte) error { return nil })
		}()
		s.awaitWaiting(t, 1)
		cancel()
		if err := <-done; !errors.Is(err, context.Canceled) {
			t.Errorf("Do: %v", err)
		}
		a.expect("(integer) 1", "RPUSH", "l", "x")
		a.expect("(integer) 1", "LLEN", "l")
	})
}

// TestOrderOfMany serves more clients than there are elements, and the rest with the next push.
func TestOrderOfMany(t *testing.T) {
	eachTransport(t, func(t *testing.T, s *server) {
		a := s.dial(t)
		var waiting []*conn
		for i := range 20 {
			c := s.dial(t)
			c.send("BLPOP", "k", "l", "0")
			a.awaitBlocked(i + 1)
			waiting = append(waiting, c)
		}
		a.do("RPUSH", "l", "0", "1", "2", "3", "4")
		a.pipeline([]string{"RPUSH", "k", "5"}, []string{"RPUSH", "l", "6"}, []string{"RPUSH", "l", "7", "8"})
		a.do("MULTI")
		a.do("RPUSH", "l", "9")
		a.do("RPUSH", "l", "10", "11", "12", "13", "14", "15", "16", "17", "18", "19", "20", "21")
		a.do("EXEC")
		var got []string
		for _, c := range waiting {
			v, err := c.Receive()
			if err != nil {
				t.Fatal(err)
			}
			got = append(got, string(v.Elems[1].Str))
		}
		want := []string{"0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11", "12", "13", "14", "15", "16", "17", "18", "19"}
		if !slices.Equal(got, want) {
			t.Errorf("served %v", got)
		}
		a.expect("1) \"20\"\n2) \"21\"", "LRANGE", "l", "0", "-1")
	})
}
