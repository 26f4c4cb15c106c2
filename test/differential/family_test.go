package differential

// family makes the random commands of one family.
type family struct {
	name string
	// weight is how often the family is chosen, relative to the others.
	weight int
	// next makes a command, or a few that belong together.
	next func(s *source) []step
	// reads gives, for every type of value that the family stores, the commands that show such a value.
	reads map[string]func(key string) step
}

// step is one command and how its replies are compared.
type step struct {
	args []string
	// check compares replies that may differ; nil asks for the same bytes.
	check check
	// iterates has the command, a SCAN without its cursor, repeated until the iteration is complete.
	iterates bool
	// intact keeps the source from spoiling the arguments.
	intact bool
}

// families are all that is compared. A new one is a file of its own and a line here.
func families() []family {
	return []family{
		stringFamily(), genericFamily(), databaseFamily(), transactionFamily(), bitmapFamily(), hyperLogLogFamily(), listFamily(), zsetFamily(), geoFamily(),
		hashFamily(), setFamily(), streamFamily(),
	}
}

// do is a command whose replies must be the same.
func do(args ...string) step { return step{args: args} }

// loosely is a command whose replies are compared by check.
func loosely(c check, args ...string) step { return step{args: args, check: c} }

// one is the usual result of family.next.
func one(s step) []step { return []step{s} }
