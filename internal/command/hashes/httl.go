package hashes

import "github.com/holdfast-db/holdfast/internal/command"

func httlSpec() command.Spec {
	return ttlSpec("HTTL", "Returns after how many seconds fields of a hash expire.", seconds)
}

func hpttlSpec() command.Spec {
	return ttlSpec("HPTTL", "Returns after how many milliseconds fields of a hash expire.", millis)
}

func hexpireTimeSpec() command.Spec {
	return ttlSpec("HEXPIRETIME", "Returns the Unix time at which fields of a hash expire.", unixTime)
}

func hpexpireTimeSpec() command.Spec {
	return ttlSpec("HPEXPIRETIME", "Returns the Unix time in milliseconds at which fields of a hash expire.", unixMillis)
}

func ttlSpec(name, summary string, u unit) command.Spec {
	spec := command.Spec{
		Name: name, Group: "hash", Since: "7.4.0", Complexity: "O(N) where N is the number of fields.",
		Summary: summary,
		Flags:   command.ReadOnly | command.Fast,
		Keys:    []command.KeyRule{command.At(1, command.RO|command.ReadsData)},
		Syntax:  "key FIELDS numfields field [field ...]",
		Compat:  command.Matches("7.4"),
		Run:     func(c *command.Call) { httl(c, u) },
	}
	if !u.isMoment {
		spec.Tips = []string{"nondeterministic_output"}
	}
	return spec
}

func httl(c *command.Call, u unit) {
	fields, ok := fieldsAt(c, 2, 1)
	if !ok {
		return
	}
	h, ok := read(c)
	if !ok {
		return
	}
	c.Out.Array(len(fields))
	for _, field := range fields {
		e, found := h.Get(field)
		switch {
		case !found:
			c.Out.Int(noField)
		case e.ExpireAt == 0:
			c.Out.Int(noExpiry)
		default:
			c.Out.Int(u.of(c, e.ExpireAt))
		}
	}
}

func hpersistSpec() command.Spec {
	return command.Spec{
		Name: "HPERSIST", Group: "hash", Since: "7.4.0", Complexity: "O(N) where N is the number of fields.",
		Summary: "Lets fields of a hash never expire.",
		Flags:   command.Write | command.Fast,
		Keys:    []command.KeyRule{command.At(1, command.RW|command.UpdatesData)},
		Syntax:  "key FIELDS numfields field [field ...]",
		Compat:  command.Matches("7.4"),
		Run:     hpersist,
	}
}

func hpersist(c *command.Call) {
	fields, ok := fieldsAt(c, 2, 1)
	if !ok {
		return
	}
	h, ok := modify(c)
	if !ok {
		return
	}
	changed := false
	c.Out.Array(len(fields))
	for _, field := range fields {
		e, found := h.Get(field)
		switch {
		case !found:
			c.Out.Int(noField)
		case e.ExpireAt == 0:
			c.Out.Int(noExpiry)
		default:
			h.expire(c, field, 0)
			changed = true
			c.Out.Int(wasSet)
		}
	}
	h.storeExpiry(c, "hpersist", changed, false)
}
