package script

// random is the generator of math.random: the 48-bit linear congruence that C calls lrand48, so that a seed gives the
// numbers that it gives in Redis on every machine.
type random struct{ state uint64 }

const (
	randomFactor  = 0x5DEECE66D
	randomAddend  = 0xB
	randomMask    = 1<<48 - 1
	randomLowSeed = 0x330E
	randomMax     = 1<<31 - 1
)

// seed begins a sequence. Only the low 32 bits of n count.
func (r *random) seed(n int64) { r.state = uint64(uint32(n))<<16 | randomLowSeed }

// next is the next number from 0 up to, and not including, 1.
func (r *random) next() float64 {
	r.state = (r.state*randomFactor + randomAddend) & randomMask
	return float64(r.state>>17%randomMax) / randomMax
}
