package differential

import "strconv"

// hyperLogLogFamily is the commands on sketches. They have keys of their own: what Redis makes of one that another
// command has damaged depends on the release.
func hyperLogLogFamily() family {
	return family{
		name: "hyperloglog", weight: 4,
		next: func(s *source) []step { return one(do(sketchSteps[s.IntN(len(sketchSteps))](s)...)) },
	}
}

var sketchSteps = []func(s *source) []string{
	func(s *source) []string { return append([]string{"PFADD", s.sketch()}, s.elements(3)...) },
	func(s *source) []string { return append([]string{"PFADD", s.sketch()}, s.elements(100)...) },
	func(s *source) []string { return []string{"PFCOUNT", s.sketch()} },
	func(s *source) []string { return append([]string{"PFCOUNT"}, s.sketches(4)...) },
	func(s *source) []string { return append([]string{"PFMERGE"}, s.sketches(3)...) },
	func(s *source) []string {
		return []string{"PFDEBUG", s.pick("ENCODING", "DECODE", "NOSUCH"), s.sketch()}
	},
	func(s *source) []string { return []string{s.pick("GET", "STRLEN", "TYPE"), s.sketch()} },
	func(s *source) []string {
		if s.chance(4) {
			return []string{"PFDEBUG", "TODENSE", s.sketch()}
		}
		return []string{"DEL", s.sketch()}
	},
	// Other strings are no sketches.
	func(s *source) []string { return []string{s.pick("PFADD", "PFCOUNT", "PFMERGE"), s.key()} },
}

// sketch is the key of a sketch.
func (s *source) sketch() string { return "sketch" + strconv.Itoa(s.IntN(5)) }

func (s *source) sketches(n int) []string {
	keys := make([]string, 1+s.IntN(n))
	for i := range keys {
		keys[i] = s.sketch()
	}
	return keys
}

// elements are so few altogether that most sketches stay sparse.
func (s *source) elements(n int) []string {
	elements := make([]string, s.IntN(n+1))
	for i := range elements {
		elements[i] = strconv.Itoa(s.IntN(1000))
	}
	return elements
}
