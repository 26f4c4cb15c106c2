package streams

import "github.com/holdfast-db/holdfast/internal/command"

func xgroupParkSpec() command.Spec {
	return command.Spec{
		Name: "PARK", Since: "0.2.0", Complexity: "O(1) for each entry.",
		Summary: "Parks entries behind those with the same value of the field that a group is ordered by, for internal use.",
		Flags:   command.Write | command.DenyOOM,
		Keys:    []command.KeyRule{command.At(2, command.RW|command.UpdatesData)},
		Syntax:  "key group id [id ...]",
		Compat:  command.Ours("the log tells with it what a group has read and not delivered"),
		Run:     xgroupPark,
	}
}

func xgroupPark(c *command.Call) {
	s, g, ok := openOf(c)
	if !ok {
		return
	}
	all, ok := ids(c, 4, nil)
	if !ok {
		return
	}
	n := int64(0)
	for _, id := range all {
		if e, found := s.Get(id); found && g.Park(&e) {
			n++
		}
	}
	if n > 0 {
		g.Save()
		logGroup(c)
		s.storeQuietly(c)
	}
	c.Out.Int(n)
}
