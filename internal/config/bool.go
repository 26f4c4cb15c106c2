package config

import (
	"errors"
	"strings"
)

// yesNo is the value of a setting that is yes or no.
type yesNo struct{ to *Bool }

func (b yesNo) parse(args []string) (func(), error) {
	arg, err := one(args)
	if err != nil {
		return nil, err
	}
	yes := strings.EqualFold(arg, "yes")
	if !yes && !strings.EqualFold(arg, "no") {
		return nil, errors.New("argument must be 'yes' or 'no'")
	}
	return func() { b.to.v.Store(yes) }, nil
}

func (b yesNo) get() string {
	if b.to.Load() {
		return "yes"
	}
	return "no"
}

func (b yesNo) args() []string { return []string{b.get()} }

func (yesNo) describe() string { return "yes, no" }
