package config

import (
	"errors"
	"strconv"
	"strings"
)

// percentiles is the value of a setting that is a list of percentages.
type percentiles struct{ to *Percentiles }

func (p percentiles) parse(args []string) (func(), error) {
	if len(args) == 0 {
		return nil, ErrArity
	}
	list := make([]float64, 0, len(args))
	for _, word := range spread(args) {
		v, err := strconv.ParseFloat(word, 64)
		if err != nil || !(v >= 0 && v <= 100) {
			return nil, errors.New("latency-tracking-info-percentiles should consist of values between 0.0 and 100.0")
		}
		list = append(list, v)
	}
	return func() { p.to.v.Store(&list) }, nil
}

func (p percentiles) get() string { return strings.Join(p.words(), " ") }

func (p percentiles) args() []string {
	if words := p.words(); len(words) > 0 {
		return words
	}
	return []string{""}
}

func (p percentiles) words() (words []string) {
	for _, v := range p.to.Load() {
		words = append(words, strconv.FormatFloat(v, 'g', -1, 64))
	}
	return words
}

func (percentiles) describe() string { return "percentages" }
