package differential

import (
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"
)

// source is where chance comes from.
type source struct {
	*rand.Rand
	lasting int64 // how many relative times were given out
}

func newSource(seed uint64) *source { return &source{Rand: rand.New(rand.NewPCG(seed, 0))} }

// chance is true once in n times.
func (s *source) chance(n int) bool { return s.IntN(n) == 0 }

func (s *source) pick(from ...string) string { return from[s.IntN(len(from))] }

// keySpace is so small that commands often meet the same keys.
const keySpace = 16

func (s *source) key() string {
	switch n := s.IntN(keySpace + 2); n {
	case keySpace:
		return ""
	case keySpace + 1:
		return "\x00 \r\n\xff*"
	default:
		return "k" + strconv.Itoa(n)
	}
}

// keys is one to n keys, which may repeat.
func (s *source) keys(n int) []string {
	keys := make([]string, 1+s.IntN(n))
	for i := range keys {
		keys[i] = s.key()
	}
	return keys
}

// value is a string of any kind: texts, numbers and what nearly is one.
func (s *source) value() string {
	switch s.IntN(6) {
	case 0:
		return s.integer()
	case 1:
		return s.float()
	case 2:
		return s.junk()
	case 3:
		return strings.Repeat(s.letters(4), s.IntN(20))
	default:
		return s.letters(12)
	}
}

// letters is a text over a small alphabet, so that two of them have much in common.
func (s *source) letters(most int) string {
	text := make([]byte, s.IntN(most+1))
	for i := range text {
		text[i] = "abcd\x00"[s.IntN(5)]
	}
	return string(text)
}

func (s *source) integer() string {
	switch s.IntN(8) {
	case 0:
		return s.pick("9223372036854775807", "-9223372036854775808", "9223372036854775806", "2147483648", "-1", "0")
	case 1:
		return strconv.FormatInt(int64(s.Uint64()), 10)
	default:
		return strconv.Itoa(s.IntN(200) - 100)
	}
}

func (s *source) float() string {
	switch s.IntN(5) {
	case 0:
		return s.pick("3.0e3", "1e-5", "-0", "inf", "-inf", "1e17", "0.1", "0.2", "5.", ".5", "1e300", "1e-300", "-1.5e+3")
	case 1:
		return strconv.FormatFloat(s.NormFloat64()*1e6, 'g', -1, 64)
	default:
		return strconv.FormatFloat(float64(s.IntN(20000)-10000)/100, 'f', -1, 64)
	}
}

// index is a position in a string, from either end.
func (s *source) index() string { return strconv.Itoa(s.IntN(60) - 30) }

// junk is an argument that fits nowhere well. None of it is a positive integer, which could be a time that comes
// while the test runs.
func (s *source) junk() string {
	return s.pick("", "abc", "-1", "0", "-0", "+1", "01", " 1", "1 ", "1.5", "1e2", "0x1", "0x1p4", "1_0", "nan", "inf",
		"infinity", "9223372036854775807", "9223372036854775808", "-9223372036854775808", "-9223372036854775809",
		"NX", "XX", "GET", "EX", "\x00", "*", "99999999999999999999999", "1e400", "-1e400", "1e5000")
}

// atSeconds and atMillis are points in time that are far away.
func (s *source) atSeconds() string {
	return s.pick("33177117420", "33177117421", "33177117422", "44177117420")
}

func (s *source) atMillis() string {
	return s.pick("33177117420000", "33177117420001", "33177117420499", "33177117420500", "33177117420999",
		"44177117420000")
}

// past is a point in time that has passed, in seconds as well as in milliseconds.
func (s *source) past() string { return s.pick("1", "500", "1000000") }

// forSeconds is a duration of many years. All of them differ by so much that their order does not depend on when
// the servers meet them.
func (s *source) forSeconds() string { return strconv.FormatInt(s.lastingSeconds(), 10) }

func (s *source) forMillis() string { return strconv.FormatInt(s.lastingSeconds()*1000, 10) }

func (s *source) lastingSeconds() int64 {
	const middle, apart = 2_000_000_000, 1000
	s.lasting++
	if s.lasting%2 == 0 {
		return middle + s.lasting%1_000_000*apart
	}
	return middle - s.lasting%1_000_000*apart
}

// spoil makes something of a command that the server has to refuse, or at least to think about.
func (s *source) spoil(args []string) []string {
	args = slices.Clone(args)
	at := 1 + s.IntN(len(args))
	switch s.IntN(5) {
	case 0:
		return args[:max(1, at-1)]
	case 1:
		return slices.Insert(args, at, s.junk())
	case 2:
		args[0] = strings.ToLower(args[0])
	default:
		if at < len(args) {
			args[at] = s.junk()
		}
	}
	return args
}
