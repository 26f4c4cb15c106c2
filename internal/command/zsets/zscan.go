package zsets

import (
	"math"
	"strconv"

	"github.com/holdfast-db/holdfast/internal/command"
	"github.com/holdfast-db/holdfast/internal/page"
	"github.com/holdfast-db/holdfast/internal/value/zset"
)

func zscanSpec() command.Spec {
	return command.Spec{
		Name: "ZSCAN", Group: "sorted-set", Since: "2.8.0",
		Complexity: "O(1) for every call, O(N) for a complete iteration over N members.",
		Summary:    "Iterates over the members of a sorted set and their scores, a few at a time.",
		Flags:      command.ReadOnly,
		Keys:       []command.KeyRule{command.At(1, command.RO|command.ReadsData)},
		Syntax:     "key cursor [MATCH pattern] [COUNT count]",
		Tips:       []string{"nondeterministic_output"},
		Compat:     command.Matches("7.2"),
		Run:        zscan,
	}
}

func zscan(c *command.Call) {
	cursor, ok := c.Cursor(2)
	if !ok {
		return
	}
	z, ok := Read(c, c.Key())
	if !ok {
		return
	}
	var found command.Gathered
	if !z.Found { // not even the options are looked at
		c.ScanReply(0, &found)
		return
	}
	o, ok := c.CollectionScan(false)
	if !ok {
		return
	}
	var buf [maxScoreBytes]byte
	next := z.Scan(cursor, o.Count, func(e page.Entry) {
		if o.Accepts(e.Key) {
			found.Add(e.Key)
			found.Add(page.Text(scannedScore(&buf, z.ZSet, e.Score)))
		}
	})
	c.ScanReply(next, &found)
}

// scannedScore is a score as ZSCAN shows it: that of a big sorted set with 17 digits, whether it needs them or not.
func scannedScore(buf *[maxScoreBytes]byte, z *zset.ZSet, score float64) []byte {
	if z.Encoding() == zset.EncPacked || math.IsInf(score, 0) {
		return scoreText(buf, score)
	}
	return strconv.AppendFloat(buf[:0], score, 'g', 17, 64)
}
