package hashes

import "github.com/holdfast-db/holdfast/internal/command"

func hsetSpec() command.Spec {
	return command.Spec{
		Name: "HSET", Group: "hash", Since: "2.0.0", Complexity: "O(N) where N is the number of fields set.",
		Summary: "Sets fields of a hash and returns how many of them are new.",
		Flags:   command.Write | command.DenyOOM | command.Fast,
		Keys:    []command.KeyRule{command.At(1, command.RW|command.UpdatesData)},
		Syntax:  "key field value [field value ...]",
		Compat:  command.Matches("7.2"),
		Run: func(c *command.Call) {
			if added, ok := setPairs(c); ok {
				c.Out.Int(added)
			}
		},
	}
}

func hmsetSpec() command.Spec {
	return command.Spec{
		Name: "HMSET", Group: "hash", Since: "2.0.0", Complexity: "O(N) where N is the number of fields set.",
		Summary: "Sets fields of a hash; HSET does it too.",
		Flags:   command.Write | command.DenyOOM | command.Fast,
		Keys:    []command.KeyRule{command.At(1, command.RW|command.UpdatesData)},
		Syntax:  "key field value [field value ...]",
		Compat:  command.Matches("7.2"),
		Run: func(c *command.Call) {
			if _, ok := setPairs(c); ok {
				c.Out.OK()
			}
		},
	}
}

// setPairs sets the pairs of arguments behind the key, or replies with an error.
func setPairs(c *command.Call) (added int64, ok bool) {
	if len(c.Args)%2 != 0 {
		c.Fail(command.ErrArityOf(c.Spec))
		return 0, false
	}
	h, ok := modify(c)
	if !ok {
		return 0, false
	}
	for i := 2; i < len(c.Args); i += 2 {
		if h.Set(c.Args[i], c.Args[i+1], 0) {
			added++
		}
	}
	c.Tx.LogAs("HSET", c.Args[1:]...)
	h.store(c, "hset")
	return added, true
}

func hsetNXSpec() command.Spec {
	return command.Spec{
		Name: "HSETNX", Group: "hash", Since: "2.0.0", Complexity: "O(1)",
		Summary: "Sets a field of a hash unless it exists.",
		Flags:   command.Write | command.DenyOOM | command.Fast,
		Keys:    []command.KeyRule{command.At(1, command.RW|command.InsertsData)},
		Syntax:  "key field value",
		Compat:  command.Matches("7.2"),
		Run:     hsetNX,
	}
}

func hsetNX(c *command.Call) {
	h, ok := modify(c)
	switch {
	case !ok:
	case h.Has(c.Args[2]):
		c.Out.Int(0)
	default:
		h.Set(c.Args[2], c.Args[3], 0)
		c.Tx.LogAs("HSET", c.Args[1:]...)
		h.store(c, "hset")
		c.Out.Int(1)
	}
}
