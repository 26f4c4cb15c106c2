package config

import "strings"

// text is the value of a setting that is any string.
type text struct{ to *Text }

func (t text) parse(args []string) (func(), error) {
	arg, err := one(args)
	if err != nil {
		return nil, err
	}
	return func() { t.to.v.Store(&arg) }, nil
}

func (t text) get() string { return t.to.Load() }

func (t text) args() []string { return []string{t.get()} }

func (text) describe() string { return "text" }

// list is the value of a setting that is several words.
type list struct{ to *List }

func (l list) parse(args []string) (func(), error) {
	if len(args) == 0 {
		return nil, ErrArity
	}
	words := spread(args)
	return func() { l.to.v.Store(&words) }, nil
}

func (l list) get() string { return strings.Join(l.to.Load(), " ") }

func (l list) args() []string {
	if words := l.to.Load(); len(words) > 0 {
		return words
	}
	return []string{""}
}

func (list) describe() string { return "words" }

// spread gives the words of a setting of several words, which CONFIG SET and
// quotes make one argument. The empty argument is no words.
func spread(args []string) []string {
	if len(args) == 1 {
		return strings.Fields(args[0])
	}
	return args
}

// sole is the value of a setting that takes no other than its default yet.
type sole struct {
	want string
	// why says so to those who wanted something else.
	why string
}

func (s sole) parse(args []string) (func(), error) {
	if !strings.EqualFold(strings.Join(spread(args), " "), s.want) {
		return nil, unavailableError(s.why)
	}
	return func() {}, nil
}

func (s sole) get() string { return s.want }

func (s sole) args() []string { return []string{s.want} }

func (s sole) describe() string {
	if s.want == "" {
		return `only ""`
	}
	return "only " + s.want
}
