package keys

import "github.com/holdfast-db/holdfast/internal/command"

// The replies of the TTL commands for keys that have none.
const (
	ttlNoKey    = -2
	ttlNoExpiry = -1
)

func ttlSpec() command.Spec {
	return ttlFamily("TTL", "1.0.0", "Tells in how many seconds a key expires.",
		func(at, now int64) int64 { return roundSeconds(max(0, at-now)) })
}

func pttlSpec() command.Spec {
	return ttlFamily("PTTL", "2.6.0", "Tells in how many milliseconds a key expires.",
		func(at, now int64) int64 { return max(0, at-now) })
}

func expireTimeSpec() command.Spec {
	return ttlFamily("EXPIRETIME", "7.0.0", "Tells when a key expires, as a Unix time in seconds.",
		func(at, _ int64) int64 { return roundSeconds(at) })
}

func pexpireTimeSpec() command.Spec {
	return ttlFamily("PEXPIRETIME", "7.0.0", "Tells when a key expires, as a Unix time in milliseconds.",
		func(at, _ int64) int64 { return at })
}

func ttlFamily(name, since, summary string, of func(at, now int64) int64) command.Spec {
	spec := command.Spec{
		Name: name, Group: "generic", Since: since, Complexity: "O(1)",
		Summary: summary,
		Flags:   command.ReadOnly | command.Fast,
		Keys:    []command.KeyRule{command.At(1, command.RO|command.ReadsData)},
		Syntax:  "key",
		Compat:  command.Matches("7.2"),
		Run: func(c *command.Call) {
			rec, found := c.Tx.Look(c.Key())
			switch {
			case !found:
				c.Out.Int(ttlNoKey)
			case rec.ExpireAt() == 0:
				c.Out.Int(ttlNoExpiry)
			default:
				c.Out.Int(of(rec.ExpireAt(), c.Tx.Now()))
			}
		},
	}
	if name == "TTL" || name == "PTTL" {
		spec.Tips = []string{"nondeterministic_output"}
	}
	return spec
}

// roundSeconds rounds milliseconds, which are not negative, to the nearest second.
func roundSeconds(millis int64) int64 { return int64((uint64(millis) + 500) / 1000) }
