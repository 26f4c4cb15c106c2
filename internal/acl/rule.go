package acl

import "strings"

// rule is one step by which a selector's commands were chosen, as users write it: "+get", "-@write", "+config|set".
type rule struct {
	allow bool
	name  string // lower case: a command, a subcommand, a command with its first argument, or a category behind "@"
}

func (r rule) String() string {
	if r.allow {
		return "+" + r.name
	}
	return "-" + r.name
}

// covers reports whether r makes an earlier rule pointless: it is about the same name, or about the container of the
// other.
func (r rule) covers(earlier rule) bool {
	rest, ok := strings.CutPrefix(earlier.name, r.name)
	return ok && (rest == "" || rest[0] == '|')
}

// rules are the steps in order. The first is the one about everything, which starts them anew.
type rules []rule

const everyCommand = "@all"

func (rs rules) with(r rule) rules {
	if r.name == everyCommand {
		return rules{r}
	}
	var kept rules
	for _, old := range rs {
		if !r.covers(old) {
			kept = append(kept, old)
		}
	}
	return append(kept, r)
}

func (rs rules) words() []string {
	words := make([]string, len(rs))
	for i, r := range rs {
		words[i] = r.String()
	}
	return words
}
