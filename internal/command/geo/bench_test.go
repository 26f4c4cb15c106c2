package geo_test

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/holdfast-db/holdfast/internal/command/geo"
	"github.com/holdfast-db/holdfast/internal/resp"
	"github.com/holdfast-db/holdfast/internal/session/sessiontest"
)

// BenchmarkSearch looks for the few of a hundred or ten thousand places that are within 200 km.
func BenchmarkSearch(b *testing.B) {
	s := sessiontest.New(b, geo.Specs())
	rnd := rand.New(rand.NewPCG(1, 2))
	for _, n := range []int{100, 10_000} {
		key := fmt.Sprint(n)
		for i := range n {
			lon, lat := fmt.Sprint(20*rnd.Float64()-10), fmt.Sprint(10*rnd.Float64()+40)
			sessiontest.Feed(s, resp.AppendCommandStrings(nil, "GEOADD", key, lon, lat, fmt.Sprint("p", i)))
		}
		input := resp.AppendCommandStrings(nil, "GEOSEARCH", key, "FROMLONLAT", "0", "45", "BYRADIUS", "200", "km")
		b.Run(key, func(b *testing.B) {
			b.ReportAllocs()
			for range b.N {
				sessiontest.Feed(s, input)
			}
		})
	}
}
