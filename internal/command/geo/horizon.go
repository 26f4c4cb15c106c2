package geo

import "math"

// horizon tells places apart that are clearly outside a circle, by sines that are off by a few units in the last place.
// Most of what lies in the cells around a circle is, and the sines that give its distance to the last digit take much
// longer.
type horizon struct {
	lon, lat, cosLat float64 // of the center, in radians
	haversine        float64 // of the angle that the radius is seen under, and a little more
}

// horizonMargin is far more than what the sines can be off by, and far less than what matters for speed.
const horizonMargin = 1 + 1e-9

// horizon returns that of a circle. It hides nothing from a box.
func (s *shape) horizon() horizon {
	h := horizon{lon: radians(s.center.lon), lat: radians(s.center.lat), haversine: math.Inf(1)}
	h.cosLat = math.Cos(h.lat)
	if angle := s.reach() / earthRadius; !s.isBox && angle < math.Pi {
		half := math.Sin(angle / 2)
		h.haversine = half * half * horizonMargin
	}
	return h
}

// hides reports whether a place is clearly outside.
func (h *horizon) hides(p point) bool {
	lat := radians(p.lat)
	u, v := math.Sin((lat-h.lat)/2), math.Sin((radians(p.lon)-h.lon)/2)
	return u*u > h.haversine || u*u+h.cosLat*math.Cos(lat)*v*v > h.haversine
}
