package differential

import (
	"fmt"
	"math"
	"strconv"

	"github.com/holdfast-db/holdfast/internal/resp"
)

// geoFamily is the commands on places. The sorted sets are those of the sorted-set family.
func geoFamily() family {
	return family{
		name: "geo", weight: 6,
		next: func(s *source) []step { return geoSteps[s.IntN(len(geoSteps))](s) },
	}
}

var geoSteps = []func(s *source) []step{
	geoAddSteps,
	geoAddSteps,
	func(s *source) []step { return one(do("GEOPOS", s.key(), s.place(), s.place())) },
	func(s *source) []step { return one(do("GEOHASH", s.key(), s.place(), s.member())) },
	func(s *source) []step { return one(do("GEODIST", s.key(), s.place(), s.place())) },
	func(s *source) []step {
		return one(do("GEODIST", s.key(), s.place(), s.place(), s.lengthUnit()))
	},
	geoRadiusSteps,
	geoSearchSteps,
	geoSearchSteps,
}

func (s *source) place() string { return "p" + strconv.Itoa(s.IntN(40)) }

func (s *source) lengthUnit() string { return s.pick("m", "km", "ft", "mi", "KM") }

// coordinates are anywhere, or near one of two points, or at an edge.
func (s *source) coordinates() []string {
	lon, lat := s.Float64()*360-180, s.Float64()*170-85
	switch s.IntN(6) {
	case 0, 1:
		lon, lat = 13+s.NormFloat64(), 38+s.NormFloat64()
	case 2:
		lon, lat = s.NormFloat64()/100, s.NormFloat64()/100
	case 3:
		return []string{s.pick("-180", "180", "0", "-0.0", "90"), s.pick("85.05112878", "-85.05112878", "0", "80")}
	}
	return []string{strconv.FormatFloat(lon, 'f', -1, 64), strconv.FormatFloat(lat, 'f', -1, 64)}
}

func geoAddSteps(s *source) []step {
	args := []string{"GEOADD", s.key()}
	for range s.IntN(2) {
		args = append(args, s.pick("NX", "XX", "CH"))
	}
	for range 1 + s.IntN(60) {
		args = append(append(args, s.coordinates()...), s.place())
	}
	return one(do(args...))
}

// distance is of any order of magnitude up to the whole globe.
func (s *source) distance() string {
	if s.chance(12) {
		return s.pick("0", "-1", "x", "1e9")
	}
	d := s.Float64()
	for range s.IntN(8) {
		d *= 10
	}
	return fmt.Sprint(d)
}

func (s *source) geoOptions(args []string) []string {
	for range s.IntN(4) {
		switch s.IntN(7) {
		case 0, 1:
			args = append(args, s.pick("ASC", "DESC"))
		case 2:
			args = append(args, "COUNT", strconv.Itoa(1+s.IntN(9)), "ANY")
		default:
			args = append(args, s.pick("WITHDIST", "WITHHASH", "WITHCOORD", "withdist"))
		}
	}
	return args
}

func geoRadiusSteps(s *source) []step {
	args := []string{s.pick("GEORADIUS", "GEORADIUS_RO"), s.key()}
	if s.chance(2) {
		args[0] = s.pick("GEORADIUSBYMEMBER", "GEORADIUSBYMEMBER_RO")
		args = append(args, s.place())
	} else {
		args = append(args, s.coordinates()...)
	}
	args = s.geoOptions(append(args, s.distance(), s.lengthUnit()))
	if s.chance(6) {
		return distanceSteps(append(args, "STOREDIST", "distances"))
	}
	if s.chance(4) {
		args = append(args, "STORE", s.key())
	}
	return one(do(args...))
}

func geoSearchSteps(s *source) []step {
	args := []string{"GEOSEARCH", s.key()}
	if s.chance(3) {
		args = []string{"GEOSEARCHSTORE", s.key(), s.key()}
	}
	if s.chance(2) {
		args = append(args, "FROMMEMBER", s.place())
	} else {
		args = append(append(args, "FROMLONLAT"), s.coordinates()...)
	}
	if s.chance(2) {
		args = append(args, "BYRADIUS", s.distance(), s.lengthUnit())
	} else {
		args = append(args, "BYBOX", s.distance(), s.distance(), s.lengthUnit())
	}
	if args[0] == "GEOSEARCHSTORE" && s.chance(3) {
		args[1] = "distances"
		return distanceSteps(append(args, "STOREDIST"))
	}
	if args[0] == "GEOSEARCH" || s.chance(8) {
		args = s.geoOptions(args)
	}
	return one(do(args...))
}

// distanceSteps looks at the distances that a command stores, and removes them: the last of their 17 digits is not
// always the same, because sines are not.
func distanceSteps(args []string) []step {
	return []step{
		{args: args, intact: true},
		{args: []string{"ZRANGE", "distances", "0", "-1", "WITHSCORES"}, check: nearlySameScores, intact: true},
		{args: []string{"DEL", "distances"}, intact: true},
	}
}

func nearlySameScores(ours, theirs resp.Value) bool {
	if ours.Kind != theirs.Kind || len(ours.Elems) != len(theirs.Elems) {
		return false
	}
	for i := range ours.Elems {
		if !nearlySameScores(ours.Elems[i], theirs.Elems[i]) {
			return false
		}
	}
	a, errA := strconv.ParseFloat(string(ours.Str), 64)
	b, errB := strconv.ParseFloat(string(theirs.Str), 64)
	return ours.Kind == resp.Array || same(ours, theirs) || errA == nil && errB == nil && math.Abs(a-b) <= a*1e-15
}
