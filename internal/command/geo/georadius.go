package geo

import (
	"errors"

	"github.com/holdfast-db/holdfast/internal/command"
)

var errStoreOption = errors.New("ERR STORE option in GEORADIUS is not compatible with WITHDIST, WITHHASH and WITHCOORD options")

const (
	byPoint       = "key longitude:double latitude:double radius:double <M | KM | FT | MI>"
	byMember      = "key member radius:double <M | KM | FT | MI>"
	radiusOptions = " [WITHCOORD] [WITHDIST] [WITHHASH] [COUNT count [ANY]] [ASC | DESC]"
	storeOptions  = " [STORE key] [STOREDIST key]"
)

func geoRadiusSpec() command.Spec {
	return radiusSpec("GEORADIUS", "Returns the places around a point, or stores them. GEOSEARCH does it too.",
		byPoint+radiusOptions+storeOptions, radius{isStoring: true})
}

func geoRadiusROSpec() command.Spec {
	spec := radiusSpec("GEORADIUS_RO", "Returns the places around a point. GEOSEARCH does it too.", byPoint+radiusOptions, radius{})
	spec.Since = "3.2.10"
	return spec
}

func geoRadiusByMemberSpec() command.Spec {
	return radiusSpec("GEORADIUSBYMEMBER", "Returns the places around another one, or stores them. GEOSEARCH does it too.",
		byMember+radiusOptions+storeOptions, radius{isStoring: true, isByMember: true})
}

func geoRadiusByMemberROSpec() command.Spec {
	spec := radiusSpec("GEORADIUSBYMEMBER_RO", "Returns the places around another one. GEOSEARCH does it too.",
		byMember+radiusOptions, radius{isByMember: true})
	spec.Since = "3.2.10"
	return spec
}

// radius tells GEORADIUS and its like apart.
type radius struct{ isStoring, isByMember bool }

// firstOption is the index of the first option.
func (r radius) firstOption() int {
	if r.isByMember {
		return 5
	}
	return 6
}

func radiusSpec(name, summary, syntax string, r radius) command.Spec {
	spec := command.Spec{
		Name: name, Group: "geo", Since: "3.2.0",
		Complexity: searchComplexity,
		Summary:    summary,
		Flags:      command.ReadOnly,
		Keys:       []command.KeyRule{command.At(1, command.RO|command.ReadsData)},
		Syntax:     syntax,
		Compat:     command.Matches("7.2"),
		Run:        r.run,
	}
	if r.isStoring {
		spec.Flags = command.Write | command.DenyOOM
		for _, option := range []string{"STORE", "STOREDIST"} {
			spec.Keys = append(spec.Keys, command.After(option, r.firstOption(), command.OW|command.UpdatesData))
		}
	}
	return spec
}

func (r radius) run(c *command.Call) {
	s, ok := r.parse(c)
	switch {
	case !ok:
	case s.storeKey != nil:
		s.store(c, s.run())
	default:
		s.reply(c, s.run())
	}
}

// parse parses the arguments, or replies with an error.
func (r radius) parse(c *command.Call) (s *search, ok bool) {
	s = &search{}
	if !s.open(c, c.Key()) || !r.parseShape(c, s) {
		return nil, false
	}
	for i := r.firstOption(); i < len(c.Args); {
		taken, ok := s.option(c, i)
		if ok && taken == 0 {
			taken, ok = r.parseStore(c, s, i)
		}
		if !ok {
			return nil, false
		}
		i += taken
	}
	switch {
	case s.storeKey != nil && (s.withDist || s.withHash || s.withCoord):
		c.Fail(errStoreOption)
	case s.any && s.count == 0:
		c.Fail(errAny)
	default:
		return s, true
	}
	return nil, false
}

// parseShape parses where to search, or replies with an error. Around a member of a key that is missing, anything
// goes.
func (r radius) parseShape(c *command.Call, s *search) (ok bool) {
	if !r.isByMember {
		s.shape.center, ok = parsePoint(c, 2)
		return ok && s.shape.parseCircle(c, 4)
	}
	return !s.found || s.fromMember(c, c.Args[2]) && s.shape.parseCircle(c, 3)
}

// parseStore parses the option in argument i that says where to store the result, or replies with an error. Each may
// stand there once: only the keys that the rules find are locked.
func (r radius) parseStore(c *command.Call, s *search, i int) (taken int, ok bool) {
	hasKey := r.isStoring && i+1 < len(c.Args)
	switch {
	case c.Is(i, "STORE") && hasKey && !s.sawStore:
		s.sawStore, s.storesDist = true, false
	case c.Is(i, "STOREDIST") && hasKey && !s.sawStoreDist:
		s.sawStoreDist, s.storesDist = true, true
	default:
		c.Fail(command.ErrSyntax)
		return 0, false
	}
	s.storeKey = c.Args[i+1]
	return 2, true
}
