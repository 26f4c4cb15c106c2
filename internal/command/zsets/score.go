package zsets

import (
	"github.com/holdfast-db/holdfast/internal/command"
	"github.com/holdfast-db/holdfast/internal/resp"
)

// maxScoreBytes is more than the text of a score takes.
const maxScoreBytes = 32

// ParseScore parses a score. Most are integers.
func ParseScore(b []byte) (float64, bool) {
	if n, ok := command.ParseInt(b); ok {
		return float64(n), true
	}
	return command.ParseFloat(b)
}

// parseLimitScore parses one end of a range of scores the way C's strtod does: spaces may stand in front, nothing at
// all is 0, and what is too large is infinite.
func parseLimitScore(b []byte) (float64, bool) {
	text := command.Text(b, len(b))
	if text == "" {
		return 0, true
	}
	for len(text) > 0 && (text[0] == ' ' || '\t' <= text[0] && text[0] <= '\r') {
		text = text[1:]
	}
	return command.ParseLooseFloat([]byte(text))
}

// scoreText is a score as effects carry it, in the fewest digits that read back as the same number.
func scoreText(buf *[maxScoreBytes]byte, score float64) []byte {
	return resp.AppendDouble(buf[:0], score)
}
