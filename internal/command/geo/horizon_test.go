package geo

import (
	"math"
	"math/rand/v2"
	"testing"
)

// TestHorizon puts places on the edge of circles of all sizes: none that is within may be hidden, and hardly any that
// is clearly without may not.
func TestHorizon(t *testing.T) {
	rnd := rand.New(rand.NewPCG(1, 1))
	var within, seen int
	for range 20_000 {
		s := shape{center: point{lon: 360*rnd.Float64() - 180, lat: 170*rnd.Float64() - 85}, unit: 1}
		p := point{lon: 360*rnd.Float64() - 180, lat: 170*rnd.Float64() - 85}
		if rnd.IntN(2) == 0 { // near the center
			scale := math.Pow(10, -12*rnd.Float64())
			p.lon, p.lat = s.center.lon+(p.lon-s.center.lon)*scale, s.center.lat+(p.lat-s.center.lat)*scale
		}
		d := distance(s.center, p)
		for _, s.radius = range []float64{0, math.Nextafter(d, 0), d, math.Nextafter(d, math.Inf(1)), 2 * d} {
			h := s.horizon()
			if _, ok := s.within(p); ok {
				if within++; h.hides(p) {
					t.Fatalf("%v is %v from %v, but hidden at %v", p, d, s.center, s.radius)
				}
			}
		}
		s.radius = d * (1 - 1e-6)
		if h := s.horizon(); !h.hides(p) {
			seen++ // near the other end of the globe a small angle more hardly changes the haversine
		}
	}
	if within < 3*20_000 || seen > 20 {
		t.Errorf("%d were within, %d without were seen", within, seen)
	}
}
