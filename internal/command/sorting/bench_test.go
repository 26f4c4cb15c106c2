package sorting_test

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/holdfast-db/holdfast/internal/command/lists"
	"github.com/holdfast-db/holdfast/internal/command/sorting"
	"github.com/holdfast-db/holdfast/internal/resp"
	"github.com/holdfast-db/holdfast/internal/session/sessiontest"
)

// BenchmarkSort sorts a list of a thousand elements.
func BenchmarkSort(b *testing.B) {
	s := sessiontest.New(b, lists.Specs(), sorting.Specs())
	rnd := rand.New(rand.NewPCG(1, 2))
	for range 1000 {
		n := rnd.IntN(100_000)
		sessiontest.Feed(s, resp.AppendCommandStrings(nil, "RPUSH", "integers", fmt.Sprint(n)))
		sessiontest.Feed(s, resp.AppendCommandStrings(nil, "RPUSH", "fractions", fmt.Sprintf("%d.25", n)))
	}
	for _, args := range [][]string{{"integers"}, {"fractions"}, {"integers", "ALPHA"}, {"integers", "LIMIT", "0", "10"}, {"nothing"}} {
		input := resp.AppendCommandStrings(nil, append([]string{"SORT"}, args...)...)
		b.Run(fmt.Sprint(args), func(b *testing.B) {
			b.ReportAllocs()
			for range b.N {
				sessiontest.Feed(s, input)
			}
		})
	}
}
