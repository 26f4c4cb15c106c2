package tracking_test

import (
	"fmt"
	"math/rand/v2"
	"sync"
	"testing"

	"github.com/holdfast-db/holdfast/internal/base/clock"
	"github.com/holdfast-db/holdfast/internal/client"
	"github.com/holdfast-db/holdfast/internal/commitlog"
	"github.com/holdfast-db/holdfast/internal/config"
	"github.com/holdfast-db/holdfast/internal/engine"
	"github.com/holdfast-db/holdfast/internal/keyspace"
	"github.com/holdfast-db/holdfast/internal/resp"
	"github.com/holdfast-db/holdfast/internal/tracking"
)

const everything = 1 << 30

// world is an engine with a table, and no server around them.
type world struct {
	engine  *engine.Engine
	clients *client.Registry
	table   *tracking.Table
	maxKeys int64
}

func newWorld(t testing.TB) *world {
	t.Helper()
	ks := keyspace.New(engine.KeyspaceOptions(nil, 0, 4))
	t.Cleanup(ks.Close)
	w := &world{engine: engine.New(engine.Options{Keys: ks, Log: commitlog.NewDiscard(1), Clock: clock.NewSystem()}), clients: client.NewRegistry()}
	w.table = tracking.New(w.engine, w.clients, func() int64 { return w.maxKeys })
	return w
}

// peer is a client with a transaction of its own.
type peer struct {
	*client.Client
	tx *engine.Txn
	w  *world
}

func (w *world) peer(proto int) *peer {
	c := client.New("tcp", "", "", 0, nil)
	c.Govern(&config.New().ClientOutputBuffers, &w.clients.Stats)
	c.SetProto(proto)
	w.clients.Add(c, 1000)
	p := &peer{Client: c, tx: w.engine.NewTxn(), w: w}
	p.tx.SetOwner(c.ID)
	return p
}

// unit runs fn with the key locked.
func (p *peer) unit(key string, fn func(key []byte)) {
	k := []byte(key)
	p.tx.Begin(0, p.w.engine.Clock().NowMillis(), 0)
	p.tx.LockKey(k)
	fn(k)
	p.tx.Commit()
	p.w.table.Settle()
}

func (p *peer) set(key, value string) {
	p.unit(key, func(k []byte) { p.tx.Set(k, keyspace.TypeString, keyspace.EncRaw, []byte(value), 0) })
}

func (p *peer) get(key string) (value string) {
	p.unit(key, func(k []byte) {
		if rec, ok := p.tx.Get(k); ok {
			value = string(rec.Value())
		}
		if p.Tracker != nil {
			p.Tracker.Read(p.tx, k)
		}
	})
	return value
}

// invalidated are the keys that the client was told of; "*" is all.
func (p *peer) invalidated() (keys []string) {
	var out resp.Writer
	out.SetProto(p.Protocol())
	p.TakePushes(&out, everything)
	for in := out.Bytes(); len(in) > 0; {
		v, n, err := resp.Decode(in)
		if err != nil || n == 0 {
			return append(keys, fmt.Sprintf("undecodable %q", in))
		}
		in = in[n:]
		last := v.Elems[len(v.Elems)-1]
		if last.Kind == resp.Null {
			keys = append(keys, "*")
		}
		for _, e := range last.Elems {
			keys = append(keys, string(e.Str))
		}
	}
	return keys
}

// TestCachesStayTrue has readers cache what they read until they are told, while writers write: when all is done, what
// is still cached is what is stored.
func TestCachesStayTrue(t *testing.T) {
	const keys, readers, writers, steps = 8, 3, 2, 3000
	w := newWorld(t)
	var writing, reading sync.WaitGroup
	for i := range writers {
		writing.Go(func() {
			p, rng := w.peer(2), rand.New(rand.NewPCG(uint64(i), 0))
			for step := range steps {
				p.set(fmt.Sprint("k", rng.IntN(keys)), fmt.Sprint(i, ".", step))
			}
		})
	}
	caches := make([]map[string]string, readers)
	peers := make([]*peer, readers)
	for i := range readers {
		peers[i], caches[i] = w.peer(3), make(map[string]string)
		if err := w.table.Enable(peers[i].Client, tracking.Options{}); err != nil {
			t.Fatal(err)
		}
		reading.Go(func() {
			rng := rand.New(rand.NewPCG(uint64(i), 1))
			for range steps {
				key := fmt.Sprint("k", rng.IntN(keys))
				// What was told before the read is about older values; what comes after it stays for the next round.
				for _, told := range peers[i].invalidated() {
					delete(caches[i], told)
				}
				if _, cached := caches[i][key]; !cached {
					caches[i][key] = peers[i].get(key)
				}
			}
		})
	}
	writing.Wait()
	reading.Wait()
	look := w.peer(2)
	for i, p := range peers {
		for _, told := range p.invalidated() {
			delete(caches[i], told)
		}
		for key, value := range caches[i] {
			if now := look.get(key); now != value {
				t.Errorf("reader %d still has %s as %q, it is %q", i, key, value, now)
			}
		}
	}
}

func TestTableIsBounded(t *testing.T) {
	w := newWorld(t)
	w.maxKeys = 10
	reader := w.peer(3)
	if err := w.table.Enable(reader.Client, tracking.Options{}); err != nil {
		t.Fatal(err)
	}
	cached := make(map[string]bool)
	for i := range 100 {
		key := fmt.Sprint("k", i)
		reader.get(key)
		cached[key] = true
		for _, told := range reader.invalidated() {
			delete(cached, told)
		}
		if n := w.table.Keys(); n > 10 || int(n) != len(cached) || n != w.table.Items() {
			t.Fatalf("the table has %d keys and %d readers, the client %d", n, w.table.Items(), len(cached))
		}
	}
	reader.LeaveAll()
	w.table.Settle()
	if w.table.Keys() != 0 || w.table.Items() != 0 {
		t.Errorf("%d keys are remembered for nobody", w.table.Keys())
	}
}

func TestReadersOfOneKey(t *testing.T) {
	w := newWorld(t)
	var readers []*peer
	for range 5 {
		p := w.peer(3)
		if err := w.table.Enable(p.Client, tracking.Options{}); err != nil {
			t.Fatal(err)
		}
		readers = append(readers, p)
	}
	for _, i := range []int{3, 0, 4, 3, 1, 0} {
		readers[i].get("k")
	}
	if w.table.Keys() != 1 || w.table.Items() != 4 {
		t.Errorf("%d keys with %d readers", w.table.Keys(), w.table.Items())
	}
	readers[4].LeaveAll()
	w.peer(2).set("k", "v")
	for i, p := range readers {
		if got, want := len(p.invalidated()), map[bool]int{true: 1}[i != 2 && i != 4]; got != want {
			t.Errorf("reader %d was told %d times, not %d", i, got, want)
		}
	}
}

func TestFlushTellsEverybody(t *testing.T) {
	w := newWorld(t)
	reader, other := w.peer(3), w.peer(3)
	for _, p := range []*peer{reader, other} {
		if err := w.table.Enable(p.Client, tracking.Options{}); err != nil {
			t.Fatal(err)
		}
	}
	reader.get("k")
	tx := w.engine.NewTxn()
	tx.Begin(0, 0, 0)
	tx.LockAll()
	tx.FlushAll()
	tx.Commit()
	for _, p := range []*peer{reader, other} {
		if got := p.invalidated(); len(got) != 1 || got[0] != "*" {
			t.Errorf("a client was told of %q", got)
		}
	}
	if w.table.Keys() != 0 {
		t.Errorf("%d keys are left", w.table.Keys())
	}
}

// TestNobodyTrackedCostsNothing: without trackers a write does not allocate for the table.
func TestNobodyTrackedCostsNothing(t *testing.T) {
	w := newWorld(t)
	p := w.peer(2)
	key, value := []byte("k"), []byte("v")
	set := func() {
		p.tx.Begin(0, 1, 0)
		p.tx.LockKey(key)
		p.tx.Set(key, keyspace.TypeString, keyspace.EncRaw, value, 0)
		p.tx.Commit()
		w.table.Settle()
	}
	set()
	if n := testing.AllocsPerRun(100, set); n != 0 {
		t.Errorf("a write allocates %v times", n)
	}
}
