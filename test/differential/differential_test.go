package differential

import (
	"flag"
	"fmt"
	"maps"
	"net"
	"testing"

	"github.com/holdfast-db/holdfast"
	"github.com/holdfast-db/holdfast/internal/redistest"
)

var (
	opsFlag  = flag.Int("ops", 20_000, "how many commands to compare")
	seedFlag = flag.Uint64("seed", 1, "what the commands are derived from")
)

const (
	// pairs is the number of connections to each server: one speaks RESP2 and one RESP3, and each can touch what the
	// other watches.
	pairs = 2
	// batchSteps is about the length of the longest pipeline. It fits into the buffers of a connection, so that it
	// can be written before the first reply is read.
	batchSteps = 100
	// spoiledOf is how many commands there are for each one with spoilt arguments.
	spoiledOf = 12
)

func TestDifferential(t *testing.T) {
	t.Logf("-ops %d -seed %d", *opsFlag, *seedFlag)
	redis := redistest.Start(t)
	dir := t.TempDir()
	db := open(t, dir)
	play(t, connect(t, db, redis))
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	db = open(t, dir)
	defer db.Close()
	if err := connect(t, db, redis)[0].compareData(readsOf(families())); err != nil {
		t.Fatal("after a restart: ", err)
	}
}

func open(t *testing.T, dir string) *holdfast.DB {
	t.Helper()
	settings := map[string]string{"appendfsync": "no", "log-segment-bytes": "4mb"}
	db, err := holdfast.Open(dir, holdfast.Options{Settings: settings})
	if err != nil {
		t.Fatal(err)
	}
	return db
}

// dialer is a database inside the process.
type dialer interface{ Dial() net.Conn }

// connect dials both servers.
func connect(t *testing.T, db dialer, redis *redistest.Server) []*pair {
	t.Helper()
	list := make([]*pair, pairs)
	h := &history{}
	for i := range list {
		conn, err := net.Dial("tcp", redis.Addr())
		if err != nil {
			t.Fatal(err)
		}
		p := &pair{ours: peer{conn: db.Dial()}, theirs: peer{conn: conn}, history: h}
		t.Cleanup(func() {
			_ = p.ours.conn.Close()
			_ = p.theirs.conn.Close()
		})
		list[i] = p
	}
	resp3 := list[len(list)-1]
	for _, side := range []*peer{&resp3.ours, &resp3.theirs} {
		if r, err := side.do("HELLO", "3"); err != nil || r.raw[0] != '%' {
			t.Fatalf("HELLO 3: %v, %v", r, err)
		}
	}
	return list
}

// play sends the random commands, one pipeline after the other, and compares the data at the end.
func play(t *testing.T, list []*pair) {
	t.Helper()
	all := families()
	s := newSource(*seedFlag)
	for done := 0; done < *opsFlag; {
		p := list[s.IntN(len(list))]
		batch := s.batch(all)
		if err := p.runBatch(batch); err != nil {
			t.Fatalf("seed %d: %v", *seedFlag, err)
		}
		done += len(batch)
	}
	for _, p := range list {
		if err := p.compareData(readsOf(all)); err != nil {
			t.Fatalf("seed %d: %v", *seedFlag, err)
		}
	}
}

// runBatch runs what can be pipelined together, and iterations by themselves.
func (p *pair) runBatch(batch []step) error {
	from := 0
	for i, s := range batch {
		if !s.iterates {
			continue
		}
		if err := p.run(batch[from:i]); err != nil {
			return err
		}
		from = i + 1
		if p.inMulti {
			continue // the next cursor would come from EXEC
		}
		if err := p.iterate(s); err != nil {
			return err
		}
	}
	return p.run(batch[from:])
}

// batch makes the commands of one pipeline.
func (s *source) batch(all []family) (batch []step) {
	for n := 1 + s.IntN(batchSteps); len(batch) < n; {
		batch = append(batch, s.steps(all)...)
	}
	return batch
}

// steps makes commands of one of the families, and spoils some.
func (s *source) steps(all []family) []step {
	steps := s.family(all).next(s)
	for i := range steps {
		if !steps[i].intact && s.chance(spoiledOf) {
			steps[i].args = s.spoil(steps[i].args)
		}
	}
	return steps
}

func (s *source) family(all []family) family {
	total := 0
	for _, f := range all {
		total += f.weight
	}
	at := s.IntN(total)
	for _, f := range all {
		if at -= f.weight; at < 0 {
			return f
		}
	}
	panic(fmt.Sprintf("no family at %d of %d", at, total))
}

// readsOf gathers how values are read.
func readsOf(all []family) map[string]func(key string) step {
	reads := make(map[string]func(key string) step)
	for _, f := range all {
		maps.Copy(reads, f.reads)
	}
	return reads
}
