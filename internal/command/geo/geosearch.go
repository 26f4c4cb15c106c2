package geo

import (
	"errors"

	"github.com/holdfast-db/holdfast/internal/command"
)

// errOneOf tells that a command was not told exactly one of two things. It names the command as the client did.
func errOneOf(c *command.Call, two string) error {
	return errors.New("ERR exactly one of " + two + " can be specified for " + command.Text(c.Args[0], len(c.Args[0])))
}

var errStoreWith = errors.New("ERR GEOSEARCHSTORE is not compatible with WITHDIST, WITHHASH and WITHCOORD options")

const (
	searchComplexity = "O(N+log(M)) where N is the number of places in the cells of the grid around the shape, " +
		"and M the number of those inside the shape."
	searchSyntax = "<FROMMEMBER member | FROMLONLAT longitude:double latitude:double>" +
		" <BYRADIUS radius:double <M | KM | FT | MI> | BYBOX width:double height:double <M | KM | FT | MI>>" +
		" [ASC | DESC] [COUNT count [ANY]]"
)

func geoSearchSpec() command.Spec {
	return command.Spec{
		Name: "GEOSEARCH", Group: "geo", Since: "6.2.0",
		Complexity: searchComplexity,
		Summary:    "Returns the places inside a circle or a box.",
		Flags:      command.ReadOnly,
		Keys:       []command.KeyRule{command.At(1, command.RO|command.ReadsData)},
		Syntax:     "key " + searchSyntax + " [WITHCOORD] [WITHDIST] [WITHHASH]",
		Compat:     command.Matches("7.2"),
		Run: func(c *command.Call) {
			if s, ok := parseSearch(c, 1); ok {
				s.reply(c, s.run())
			}
		},
	}
}

func geoSearchStoreSpec() command.Spec {
	return command.Spec{
		Name: "GEOSEARCHSTORE", Group: "geo", Since: "6.2.0",
		Complexity: searchComplexity,
		Summary:    "Stores the places inside a circle or a box under a key.",
		Flags:      command.Write | command.DenyOOM,
		Keys: []command.KeyRule{
			command.At(1, command.OW|command.UpdatesData), command.At(2, command.RO|command.ReadsData),
		},
		Syntax: "destination source " + searchSyntax + " [STOREDIST]",
		Compat: command.Matches("7.2"),
		Run: func(c *command.Call) {
			if s, ok := parseSearch(c, 2); ok {
				s.store(c, s.run())
			}
		},
	}
}

// parseSearch parses the arguments from the key in argument i on, or replies with an error.
func parseSearch(c *command.Call, i int) (s *search, ok bool) {
	s = &search{}
	stores := i == 2
	if stores {
		s.storeKey = c.Args[1]
	}
	if !s.open(c, c.Args[i]) {
		return nil, false
	}
	for i++; i < len(c.Args); {
		taken, ok := s.option(c, i)
		if ok && taken == 0 {
			taken, ok = s.where(c, i, stores)
		}
		if !ok {
			return nil, false
		}
		i += taken
	}
	switch {
	case stores && (s.withDist || s.withHash || s.withCoord):
		c.Fail(errStoreWith)
	case !s.hasCenter:
		c.Fail(errOneOf(c, "FROMMEMBER or FROMLONLAT"))
	case !s.hasShape:
		c.Fail(errOneOf(c, "BYRADIUS and BYBOX"))
	case s.any && s.count == 0:
		c.Fail(errAny)
	default:
		return s, true
	}
	return nil, false
}

// where parses the option in argument i that says where to search, or where to store the result, and returns how many
// arguments it takes, or replies with an error.
func (s *search) where(c *command.Call, i int, stores bool) (taken int, ok bool) {
	left := len(c.Args) - i - 1
	switch {
	case c.Is(i, "FROMMEMBER") && left >= 1 && (!s.hasCenter || s.isFromMember):
		return 2, s.fromMember(c, c.Args[i+1])
	case c.Is(i, "FROMLONLAT") && left >= 2 && !s.isFromMember:
		s.hasCenter = true
		s.shape.center, ok = parsePoint(c, i+1)
		return 3, ok
	case c.Is(i, "BYRADIUS") && left >= 2 && !s.shape.isBox:
		s.hasShape = true
		return 3, s.shape.parseCircle(c, i+1)
	case c.Is(i, "BYBOX") && left >= 3 && (!s.hasShape || s.shape.isBox):
		s.hasShape = true
		return 4, s.shape.parseBox(c, i+1)
	case c.Is(i, "STOREDIST") && stores:
		s.storesDist = true
		return 1, true
	}
	c.Fail(command.ErrSyntax)
	return 0, false
}
