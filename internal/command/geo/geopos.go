package geo

import (
	"bytes"
	"strconv"

	"github.com/holdfast-db/holdfast/internal/command"
	"github.com/holdfast-db/holdfast/internal/command/zsets"
	"github.com/holdfast-db/holdfast/internal/page"
)

func geoPosSpec() command.Spec {
	return perMemberSpec("GEOPOS", "O(N) where N is the number of members asked for.",
		"Returns the longitudes and latitudes of places, null for those that are missing.",
		func(c *command.Call, score float64, found bool) {
			if !found {
				c.Out.NullArray()
				return
			}
			replyPoint(c, pointAt(score))
		})
}

func geoHashSpec() command.Spec {
	return perMemberSpec("GEOHASH", "O(log(N)) for each member asked for, where N is the number of members of the sorted set.",
		"Returns the geohashes of places as text, null for those that are missing.",
		func(c *command.Call, score float64, found bool) {
			if !found {
				c.Out.Null()
				return
			}
			var text [hashChars]byte
			c.Out.Bulk(appendHashText(text[:0], pointAt(score)))
		})
}

func perMemberSpec(name, complexity, summary string, reply func(c *command.Call, score float64, found bool)) command.Spec {
	return command.Spec{
		Name: name, Group: "geo", Since: "3.2.0",
		Complexity: complexity,
		Summary:    summary,
		Flags:      command.ReadOnly,
		Keys:       []command.KeyRule{command.At(1, command.RO|command.ReadsData)},
		Syntax:     "key [member [member ...]]",
		Compat:     command.Matches("7.2"),
		Run: func(c *command.Call) {
			z, ok := zsets.Read(c, c.Key())
			if !ok {
				return
			}
			c.Out.Array(len(c.Args) - 2)
			for _, member := range c.Args[2:] {
				score, found := z.Score(page.Text(member))
				reply(c, score, found)
			}
		},
	}
}

// replyPoint replies with a longitude and a latitude.
func replyPoint(c *command.Call, p point) {
	c.Out.Array(2)
	replyCoordinate(c, p.lon)
	replyCoordinate(c, p.lat)
}

// replyCoordinate replies with 17 decimals, less the zeros at their end.
func replyCoordinate(c *command.Call, f float64) {
	var buf [32]byte
	text := strconv.AppendFloat(buf[:0], f, 'f', 17, 64)
	text = bytes.TrimSuffix(bytes.TrimRight(text, "0"), []byte("."))
	if c.Out.Proto() == 2 {
		c.Out.Bulk(text)
		return
	}
	c.Out.Raw([]byte{','})
	c.Out.Raw(text)
	c.Out.Raw([]byte("\r\n"))
}

// hashChars is the length of a geohash as text. Its last character would take more bits than there are.
const hashChars = 11

const hashAlphabet = "0123456789bcdefghjkmnpqrstuvwxyz"

// appendHashText appends the geohash of a point as others write it: with latitudes up to the poles.
func appendHashText(dst []byte, p point) []byte {
	const bits, bitsPerChar = 2 * maxLevel, 5
	hash := gridCell(p, maxLevel, 180, 90).hash()
	for shift := bits - bitsPerChar; shift >= 0; shift -= bitsPerChar {
		dst = append(dst, hashAlphabet[hash>>shift&(1<<bitsPerChar-1)])
	}
	return append(dst, hashAlphabet[0])
}
