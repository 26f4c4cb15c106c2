package geo

import (
	"errors"
	"math"

	"github.com/holdfast-db/holdfast/internal/command"
	"github.com/holdfast-db/holdfast/internal/command/zsets"
)

var (
	errRadius         = errors.New("ERR need numeric radius")
	errNegativeRadius = errors.New("ERR radius cannot be negative")
	errWidth          = errors.New("ERR need numeric width")
	errHeight         = errors.New("ERR need numeric height")
	errNegativeBox    = errors.New("ERR height or width cannot be negative")
)

// shape is the part of the globe that is searched: a circle, or what passes for a rectangle on a globe.
type shape struct {
	center        point
	isBox         bool
	radius        float64 // of a circle, in units
	width, height float64 // of a box, in units
	unit          float64 // in meters
}

// parseCircle parses the arguments from i on as a radius and its unit, or replies with an error.
func (s *shape) parseCircle(c *command.Call, i int) (ok bool) {
	s.radius, ok = zsets.ParseScore(c.Args[i])
	switch {
	case !ok:
		c.Fail(errRadius)
		return false
	case s.radius < 0:
		c.Fail(errNegativeRadius)
		return false
	}
	s.unit, ok = parseUnit(c, i+1)
	return ok
}

// parseBox parses the arguments from i on as a width, a height and their unit, or replies with an error.
func (s *shape) parseBox(c *command.Call, i int) (ok bool) {
	s.isBox = true
	if s.width, ok = zsets.ParseScore(c.Args[i]); !ok {
		c.Fail(errWidth)
		return false
	}
	if s.height, ok = zsets.ParseScore(c.Args[i+1]); !ok {
		c.Fail(errHeight)
		return false
	}
	if s.width < 0 || s.height < 0 {
		c.Fail(errNegativeBox)
		return false
	}
	s.unit, ok = parseUnit(c, i+2)
	return ok
}

// within reports whether a point lies in the shape, and how far from its center in meters.
func (s *shape) within(p point) (meters float64, ok bool) {
	if !s.isBox {
		meters = distance(s.center, p)
		return meters, meters <= s.radius*s.unit
	}
	if latDistance(s.center, p) > s.height*s.unit/2 {
		return 0, false
	}
	if distance(p, point{lon: s.center.lon, lat: p.lat}) > s.width*s.unit/2 {
		return 0, false
	}
	return distance(s.center, p), true
}

// bounds returns a box around the shape, which may reach beyond the globe.
func (s *shape) bounds() box {
	halfWidth, halfHeight := s.unit*s.radius, s.unit*s.radius
	if s.isBox {
		halfWidth, halfHeight = s.unit*(s.width/2), s.unit*(s.height/2)
	}
	lat := degrees(halfHeight / earthRadius)
	nearer := s.center.lat + lat // to the pole: where the meridians are close
	if s.center.lat < 0 {
		nearer = s.center.lat - lat
	}
	lon := degrees(halfWidth / earthRadius / math.Cos(radians(nearer)))
	return box{
		west: s.center.lon - lon, east: s.center.lon + lon,
		south: s.center.lat - lat, north: s.center.lat + lat,
	}
}

// reach is how far from the center the farthest point of the shape is, in meters.
func (s *shape) reach() float64 {
	if !s.isBox {
		return s.radius * s.unit
	}
	return math.Sqrt(float64(s.width/2*(s.width/2))+float64(s.height/2*(s.height/2))) * s.unit
}
