package differential

import "strconv"

// databases is how many of the databases are used.
const databases = 3

func (s *source) database() string { return strconv.Itoa(s.IntN(databases)) }

// databaseFamily is the commands about databases as a whole, and a few about the connection.
func databaseFamily() family {
	return family{
		name: "database", weight: 3,
		next: func(s *source) []step { return databaseSteps[s.IntN(len(databaseSteps))](s) },
	}
}

var databaseSteps = []func(s *source) []step{
	func(s *source) []step { return one(do("SELECT", s.database())) },
	func(s *source) []step { return one(do("SELECT", s.database())) },
	func(s *source) []step { return one(do("DBSIZE")) },
	func(s *source) []step { return one(do("DBSIZE")) },
	func(s *source) []step { return one(do("PING")) },
	func(s *source) []step { return one(do("ECHO", s.value())) },
	func(s *source) []step { return one(do("NOSUCH", s.value(), s.value())) },
	func(s *source) []step { return one(do("SWAPDB", s.database(), s.database())) },
	flushSteps,
}

// flushSteps empties a database seldom, so that there is data most of the time.
func flushSteps(s *source) []step {
	switch {
	case s.chance(12):
		return one(do("FLUSHALL"))
	case s.chance(4):
		return one(do("FLUSHDB", s.pick("ASYNC", "SYNC", "sync")))
	default:
		return one(do(s.pick("FLUSHALL", "FLUSHDB"), s.pick("", "NOW", "SYNC ")))
	}
}
