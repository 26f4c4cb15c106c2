package metrics

import (
	"os"
	"regexp"
	"slices"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/holdfast-db/holdfast/internal/commitlog"
	"github.com/holdfast-db/holdfast/internal/keyspace"
)

// TestDocs: docs/monitoring.md names every metric, and none that does not exist.
func TestDocs(t *testing.T) {
	s := newSource(t, commitlog.NewDiscard(1))
	s.Table.Find("get").Tally().Ran(1, time.Microsecond, true)
	s.Clients.Stats.CountError([]byte("-ERR\r\n"))
	tx := s.Engine.NewTxn()
	tx.Begin(0, 1, 0)
	tx.LockKey([]byte("k"))
	tx.Set([]byte("k"), keyspace.TypeString, keyspace.EncRaw, []byte("v"), 0)
	tx.Commit()

	registry := prometheus.NewPedanticRegistry()
	registry.MustRegister(collector{s})
	families, err := registry.Gather()
	if err != nil {
		t.Fatal(err)
	}
	var want []string
	for _, f := range families {
		want = append(want, f.GetName())
	}
	page, err := os.ReadFile("../../docs/monitoring.md")
	if err != nil {
		t.Fatal(err)
	}
	documented := regexp.MustCompile("`(holdfast_[a-z_]+)`").FindAllStringSubmatch(string(page), -1)
	var got []string
	for _, m := range documented {
		got = append(got, m[1])
	}
	slices.Sort(got)
	slices.Sort(want)
	if got = slices.Compact(got); !slices.Equal(got, want) {
		t.Errorf("documented are\n%q\nthere are\n%q", got, want)
	}
}
