package differential

// stringFamily is the commands on string values.
func stringFamily() family {
	return family{
		name: "string", weight: 10,
		next:  func(s *source) []step { return stringSteps[s.IntN(len(stringSteps))](s) },
		reads: map[string]func(string) step{"string": func(key string) step { return do("GET", key) }},
	}
}

var stringSteps = []func(s *source) []step{
	func(s *source) []step { return one(do("GET", s.key())) },
	func(s *source) []step { return one(do("STRLEN", s.key())) },
	func(s *source) []step { return one(do("SET", s.key(), s.value())) },
	func(s *source) []step { return one(do("SET", s.key(), s.integer())) },
	setWithOptions,
	setInThePast,
	getEx,
	func(s *source) []step { return one(do("GETDEL", s.key())) },
	func(s *source) []step { return one(do("GETSET", s.key(), s.value())) },
	func(s *source) []step { return one(do("SETNX", s.key(), s.value())) },
	func(s *source) []step { return one(do("SETEX", s.key(), s.forSeconds(), s.value())) },
	func(s *source) []step { return one(do("PSETEX", s.key(), s.forMillis(), s.value())) },
	func(s *source) []step { return one(do("APPEND", s.key(), s.value())) },
	func(s *source) []step { return one(do("GETRANGE", s.key(), s.index(), s.index())) },
	func(s *source) []step { return one(do("SUBSTR", s.key(), s.index(), s.index())) },
	func(s *source) []step { return one(do("SETRANGE", s.key(), s.index(), s.letters(6))) },
	func(s *source) []step { return one(do(s.pick("INCR", "DECR"), s.key())) },
	func(s *source) []step { return one(do(s.pick("INCRBY", "DECRBY"), s.key(), s.integer())) },
	func(s *source) []step { return one(do("INCRBYFLOAT", s.key(), s.float())) },
	func(s *source) []step { return one(do(append([]string{"MGET"}, s.keys(4)...)...)) },
	func(s *source) []step { return one(do(append([]string{s.pick("MSET", "MSETNX")}, s.pairs(3)...)...)) },
	lcs,
}

func (s *source) pairs(n int) (pairs []string) {
	for _, key := range s.keys(n) {
		pairs = append(pairs, key, s.value())
	}
	return pairs
}

func setWithOptions(s *source) []step {
	args := []string{"SET", s.key(), s.value()}
	for range s.IntN(3) {
		args = append(args, s.pick("NX", "XX", "GET", "KEEPTTL", "get"))
	}
	return one(do(append(args, s.expiryOptions()...)...))
}

// setInThePast ends in a look at the key, which makes sure that it is gone: Redis removes it when somebody looks, or
// when it finds the time.
func setInThePast(s *source) []step {
	key := s.key()
	return []step{
		{args: []string{"SET", key, s.value(), s.pick("EXAT", "PXAT"), s.past()}, intact: true},
		{args: []string{"EXISTS", key}, intact: true},
	}
}

// expiryOptions is mostly one of the options, but it may be none or two.
func (s *source) expiryOptions() (options []string) {
	for range []int{0, 0, 1, 1, 1, 1, 2}[s.IntN(7)] {
		options = append(options, s.expiryOption()...)
	}
	return options
}

func (s *source) expiryOption() []string {
	switch s.IntN(4) {
	case 0:
		return []string{"EX", s.forSeconds()}
	case 1:
		return []string{"PX", s.forMillis()}
	case 2:
		return []string{"EXAT", s.atSeconds()}
	default:
		return []string{"PXAT", s.atMillis()}
	}
}

func getEx(s *source) []step {
	args := []string{"GETEX", s.key()}
	switch s.IntN(6) {
	case 0:
	case 1:
		args = append(args, "PERSIST")
	case 2:
		args = append(args, s.pick("EXAT", "PXAT"), s.past())
	default:
		args = append(args, s.expiryOptions()...)
	}
	return one(do(args...))
}

func lcs(s *source) []step {
	args := []string{"LCS", s.key(), s.key()}
	for range s.IntN(3) {
		args = append(args, s.pick("LEN", "IDX", "WITHMATCHLEN"))
	}
	if s.chance(3) {
		args = append(args, "MINMATCHLEN", s.index())
	}
	return one(do(args...))
}
