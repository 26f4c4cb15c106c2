package geo

import (
	"errors"
	"fmt"
	"math"
	"strings"

	"github.com/holdfast-db/holdfast/internal/command"
	"github.com/holdfast-db/holdfast/internal/command/zsets"
)

// earthRadius is the earth's mean radius in meters.
const earthRadius = 6372797.560856

// point is a place on the globe, in degrees.
type point struct{ lon, lat float64 }

// box is a part of the globe between two longitudes and two latitudes.
type box struct{ west, south, east, north float64 }

// parsePoint parses the arguments i and i+1 as a longitude and a latitude, or replies with an error.
func parsePoint(c *command.Call, i int) (p point, ok bool) {
	if p.lon, ok = zsets.ParseScore(c.Args[i]); ok {
		p.lat, ok = zsets.ParseScore(c.Args[i+1])
	}
	switch {
	case !ok:
		c.Fail(command.ErrNotFloat)
	case math.Abs(p.lon) > maxLongitude || math.Abs(p.lat) > maxLatitude:
		pair := strings.NewReplacer("+Inf", "inf", "-Inf", "-inf").Replace(fmt.Sprintf("%f,%f", p.lon, p.lat))
		c.Fail(errors.New("ERR invalid longitude,latitude pair " + pair))
		return p, false
	}
	return p, ok
}

// pointAt returns the middle of the cell that a score stands for.
func pointAt(score float64) point {
	b := cellOf(hashOf(score)).bounds()
	return point{
		lon: clamp((b.west+b.east)/2, maxLongitude),
		lat: clamp((b.south+b.north)/2, maxLatitude),
	}
}

func clamp(f, limit float64) float64 { return min(max(f, -limit), limit) }

// hashOf makes a geohash of a score. Any number can be the score of a sorted set's member; those that are no geohash
// become what C makes of them on the machines that Redis runs on.
func hashOf(score float64) uint64 {
	switch {
	case score >= 1<<64:
		return 0
	case score >= 0:
		return uint64(score)
	case score >= -1<<63:
		return uint64(int64(score))
	}
	return 1 << 63
}

// degree is one in radians. As in C, pi is rounded before it is divided.
const degree = float64(math.Pi) / 180

func radians(degrees float64) float64 { return degrees * degree }

func degrees(radians float64) float64 { return radians / degree }

// distance returns the way between two points in meters, by the haversine formula.
func distance(a, b point) float64 {
	v := sin((radians(b.lon) - radians(a.lon)) / 2).hi
	if v == 0 {
		return latDistance(a, b)
	}
	u := sin((radians(b.lat) - radians(a.lat)) / 2).hi
	h := float64(u*u) + float64(cos(radians(a.lat)).hi*cos(radians(b.lat)).hi*v*v)
	return 2 * earthRadius * asin(math.Sqrt(h))
}

// latDistance is the way between the latitudes of two points.
func latDistance(a, b point) float64 { return earthRadius * math.Abs(radians(b.lat)-radians(a.lat)) }
