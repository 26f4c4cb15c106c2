package geo

import (
	"cmp"
	"errors"
	"slices"

	"github.com/holdfast-db/holdfast/internal/command"
	"github.com/holdfast-db/holdfast/internal/keyspace"
	"github.com/holdfast-db/holdfast/internal/page"
	"github.com/holdfast-db/holdfast/internal/value/zset"
)

var (
	errNoMember = errors.New("ERR could not decode requested zset member")
	errCount    = errors.New("ERR COUNT must be > 0")
	errAny      = errors.New("ERR the ANY argument requires COUNT argument")
)

// order is how the places in a reply are ordered.
type order uint8

const (
	asFound order = iota
	nearestFirst
	farthestFirst
)

// search is a search for places, as a command asks for it.
type search struct {
	places zset.ZSet
	found  bool // there is such a key

	shape                  shape
	hasCenter, hasShape    bool
	isFromMember           bool
	order                  order
	count                  int64 // 0 for all
	any                    bool  // any count of them will do
	withDist, withHash     bool
	withCoord              bool
	storeKey               []byte // nil to reply with the places
	storesDist             bool
	sawStore, sawStoreDist bool
}

// open opens the sorted set of places, or replies with an error.
func (s *search) open(c *command.Call, key []byte) (ok bool) {
	rec, found, ok := c.Read(key, keyspace.TypeZSet)
	if ok && found {
		s.found = true
		c.Tx.OpenZSetIn(&s.places, key, rec)
	}
	return ok
}

// fromMember makes a member the center, or replies with an error. Where there is no such key the center is never
// needed.
func (s *search) fromMember(c *command.Call, member []byte) (ok bool) {
	s.hasCenter, s.isFromMember = true, true
	if !s.found {
		return true
	}
	score, ok := s.places.Score(page.Text(member))
	if !ok {
		c.Fail(errNoMember)
		return false
	}
	s.shape.center = pointAt(score)
	return true
}

// option parses the option in argument i, which all commands of the family have, and returns how many arguments it
// takes; 0 if it is another one. If the option has an error, that is the reply.
func (s *search) option(c *command.Call, i int) (taken int, ok bool) {
	switch {
	case c.Is(i, "WITHDIST"):
		s.withDist = true
	case c.Is(i, "WITHHASH"):
		s.withHash = true
	case c.Is(i, "WITHCOORD"):
		s.withCoord = true
	case c.Is(i, "ANY"):
		s.any = true
	case c.Is(i, "ASC"):
		s.order = nearestFirst
	case c.Is(i, "DESC"):
		s.order = farthestFirst
	case c.Is(i, "COUNT") && i+1 < len(c.Args):
		if s.count, ok = c.Int(i + 1); !ok {
			return 0, false
		}
		if s.count <= 0 {
			c.Fail(errCount)
			return 0, false
		}
		return 2, true
	default:
		return 0, true
	}
	return 1, true
}

// place is a place that was found. Its member is a view.
type place struct {
	member   page.Item
	score    float64
	point    point
	distance float64 // in meters from the center
}

// run finds the places.
func (s *search) run() []place {
	if !s.found {
		return nil
	}
	found := s.gather()
	byDistance := func(a, b place) int { return cmp.Compare(a.distance, b.distance) }
	switch {
	case s.order == farthestFirst:
		slices.SortStableFunc(found, func(a, b place) int { return byDistance(b, a) })
	case s.order == nearestFirst, s.count > 0 && !s.any:
		slices.SortStableFunc(found, byDistance)
	}
	if s.count > 0 && s.count < int64(len(found)) {
		found = found[:s.count]
	}
	return found
}

// gather finds the places in the order of the cells, and no more than it has to.
func (s *search) gather() (found []place) {
	horizon := s.shape.horizon()
	for _, cell := range s.shape.cover() {
		low, high := cell.hashes()
		i := s.places.Index(page.Bound{Score: float64(low), Side: page.Before})
		for at := s.places.From(i); ; {
			e, ok := s.places.Next(&at)
			if !ok || e.Score >= float64(high) {
				break
			}
			p := pointAt(e.Score)
			if horizon.hides(p) {
				continue
			}
			d, ok := s.shape.within(p)
			if !ok {
				continue
			}
			found = append(found, place{e.Key, e.Score, p, d})
			if s.any && int64(len(found)) >= s.count {
				return found
			}
		}
	}
	return found
}

// reply replies with the places, each with what was asked for.
func (s *search) reply(c *command.Call, found []place) {
	details := 0
	for _, with := range []bool{s.withDist, s.withHash, s.withCoord} {
		if with {
			details++
		}
	}
	c.Out.Array(len(found))
	for i := range found {
		if details > 0 {
			c.Out.Array(1 + details)
		}
		s.replyPlace(c, &found[i])
	}
}

func (s *search) replyPlace(c *command.Call, p *place) {
	c.Item(p.member)
	if s.withDist {
		replyDistance(c, p.distance/s.shape.unit)
	}
	if s.withHash {
		c.Out.Int(int64(p.score))
	}
	if s.withCoord {
		replyPoint(c, p.point)
	}
}
