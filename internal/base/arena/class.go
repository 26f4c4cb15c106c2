package arena

import "math/bits"

// Size classes: steps of 8 bytes up to 128, then eight steps a doubling up to
// 16 KiB. So a block wastes at most an eighth, on average a sixteenth.
const (
	linearClasses = 16
	linearBytes   = 8 * linearClasses
	doublings     = 7
	maxSmallBytes = linearBytes << doublings
	classCount    = 1 + linearClasses + 8*doublings

	maxRunPieces = 8
)

// classOf gives the class whose slots hold n bytes.
func classOf(n int) int {
	if n <= linearBytes {
		return max(1, (n+7)>>3)
	}
	doubling := bits.Len(uint(n-1)) - 8
	step := (n - 1) >> (doubling + 4) & 7
	return 1 + linearClasses + doubling<<3 + step
}

// classBytes gives the size of a slot of class c.
func classBytes(c int) int {
	if c <= linearClasses {
		return c << 3
	}
	doubling, step := (c-1-linearClasses)>>3, (c-1-linearClasses)&7
	return (linearBytes + (step+1)<<4) << doubling
}

// runPieces gives the length of a run for slots of n bytes: the shortest that
// loses no more than a 32nd at its end. Short runs are sooner empty.
func runPieces(n int) int {
	for pieces := 1; pieces < maxRunPieces; pieces <<= 1 {
		whole := pieces << pieceShift
		if whole%n <= whole>>5 {
			return pieces
		}
	}
	return maxRunPieces
}
