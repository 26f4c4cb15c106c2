package acl

import (
	"slices"
	"strings"
)

// permissions are everything about a user but the name. They are immutable once a User has them.
type permissions struct {
	isOn           bool
	acceptsAny     bool // nopass: any password will do
	skipsSanitize  bool
	passwords      passwords
	root           *selector
	selectors      []*selector
	isUnrestricted bool // derived: nothing need be checked
}

// newPermissions are those of a user that was just made: off, without a password, and allowed nothing.
func newPermissions(allChannels bool) *permissions {
	return &permissions{root: newSelector(allChannels)}
}

// fullPermissions are those of the default user to begin with.
func fullPermissions() *permissions {
	return &permissions{isOn: true, acceptsAny: true, root: unlimited(), isUnrestricted: true}
}

func (p *permissions) clone() *permissions {
	c := *p
	c.root = p.root.clone()
	c.selectors = slices.Clone(p.selectors)
	return &c
}

// settle derives what follows from the rest, after the last change.
func (p *permissions) settle() *permissions {
	p.isUnrestricted = p.root.isUnlimited()
	return p
}

// rulebook is what the meaning of a modifier depends on besides the user.
type rulebook struct {
	catalogue   *Catalogue
	allChannels bool // acl-pubsub-default
}

// applyAll follows modifiers. The error names the one that is wrong; some may have been followed then.
func (p *permissions) applyAll(modifiers []string, book rulebook) error {
	modifiers, err := mergeSelectors(modifiers)
	if err != nil {
		return err
	}
	for _, m := range modifiers {
		if err := p.apply(m, book); err != nil {
			return &ModifierError{m, err}
		}
	}
	p.settle()
	return nil
}

func (p *permissions) apply(op string, book rulebook) error {
	switch strings.ToLower(op) {
	case "":
		return nil
	case "on":
		p.isOn = true
	case "off":
		p.isOn = false
	case "nopass":
		p.acceptsAny, p.passwords = true, nil
	case "resetpass":
		p.acceptsAny, p.passwords = false, nil
	case "sanitize-payload":
		p.skipsSanitize = false
	case "skip-sanitize-payload":
		p.skipsSanitize = true
	case "clearselectors":
		p.selectors = nil
	case "reset":
		*p = *newPermissions(book.allChannels)
	default:
		return p.applyPrefixed(op, book)
	}
	return nil
}

func (p *permissions) applyPrefixed(op string, book rulebook) error {
	rest := op[1:]
	switch op[0] {
	case '>':
		p.addPassword(digestOf(rest))
		return nil
	case '<':
		return p.removePassword(digestOf(rest))
	case '#', '!':
		d, err := parseDigest(rest)
		if err != nil {
			return err
		}
		if op[0] == '!' {
			return p.removePassword(d)
		}
		p.addPassword(d)
		return nil
	case '(':
		return p.addSelector(op, book)
	}
	return p.root.apply(op, book.catalogue)
}

func (p *permissions) addPassword(d digest) {
	p.acceptsAny = false
	p.passwords = p.passwords.with(d)
}

func (p *permissions) removePassword(d digest) (err error) {
	p.passwords, err = p.passwords.without(d)
	return err
}

// addSelector adds "(modifier modifier ...)".
func (p *permissions) addSelector(op string, book rulebook) error {
	inner, ok := strings.CutSuffix(op[1:], ")")
	if !ok {
		return ErrSyntax
	}
	s := newSelector(book.allChannels)
	for _, modifier := range strings.FieldsFunc(inner, isBlank) {
		if strings.HasSuffix(modifier, ")") { // written down, it would end the selector
			return ErrSyntax
		}
		if err := s.apply(modifier, book.catalogue); err != nil {
			return err
		}
	}
	p.selectors = append(p.selectors, s)
	return nil
}

// mergeSelectors puts the words of a selector into one again: clients split "(+get ~foo)" at the blank.
func mergeSelectors(words []string) ([]string, error) {
	var merged []string
	open := -1 // where the selector began whose end was not met yet
	for i, w := range words {
		switch {
		case open >= 0:
			merged[len(merged)-1] += " " + w
		case strings.HasPrefix(w, "("):
			open = i
			merged = append(merged, w)
		default:
			merged = append(merged, w)
		}
		if open >= 0 && strings.HasSuffix(w, ")") {
			open = -1
		}
	}
	if open >= 0 {
		return nil, &UnmatchedError{words[open]}
	}
	return merged, nil
}

// flags are the user's switches, as GETUSER lists them.
func (p *permissions) flags() []string {
	flags := []string{"off"}
	if p.isOn {
		flags[0] = "on"
	}
	if p.acceptsAny {
		flags = append(flags, "nopass")
	}
	if p.skipsSanitize {
		return append(flags, "skip-sanitize-payload")
	}
	return append(flags, "sanitize-payload")
}

// words are the modifiers that make these permissions of those of a new user.
func (p *permissions) words() []string {
	words := p.flags()
	for _, d := range p.passwords {
		words = append(words, "#"+d.String())
	}
	words = append(words, p.root.words()...)
	for _, s := range p.selectors {
		words = append(words, "("+strings.Join(s.words(), " ")+")")
	}
	return words
}

func (p *permissions) String() string { return strings.Join(p.words(), " ") }

// check asks one selector after the other and gives the most telling of their answers.
func (p *permissions) check(r *Request) Denial {
	best := p.root.check(r)
	for _, s := range p.selectors {
		if best.IsAllowed() {
			break
		}
		if d := s.check(r); d.IsAllowed() || d.tellsMore(best) {
			best = d
		}
	}
	return best
}

// any reports whether some selector has the quality.
func (p *permissions) any(has func(*selector) bool) bool {
	return has(p.root) || slices.ContainsFunc(p.selectors, has)
}
