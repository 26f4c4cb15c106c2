package transcript

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/holdfast-db/holdfast/internal/redistest"
)

// directive acts on the words after "@". The package comment lists them.
func (p *parser) directive(words []string) error {
	if len(words) == 0 {
		return errors.New("no directive after '@'")
	}
	word, rest := words[0], words[1:]
	switch word {
	case "resp2", "resp3", "debug", "nomulti", "norestart", "nocold":
		p.caseDirective(word)
		return nil
	case "redis", "ours", "all", "conn":
		return p.sectionDirective(word, rest)
	case "unordered", "match", "poll", "block", "advance":
		p.pending = word
		return p.onceDirective(word, rest)
	default:
		return fmt.Errorf("unknown directive @ %s", word)
	}
}

func (p *parser) caseDirective(word string) {
	scope := p.scope()
	switch word {
	case "resp2":
		scope.protocol = 2
	case "resp3":
		scope.protocol = 3
	case "debug":
		scope.debug = true
	case "nomulti":
		scope.noMulti = true
	case "norestart":
		scope.noRestart = true
	case "nocold":
		scope.noCold = true
	}
}

func (p *parser) sectionDirective(word string, rest []string) (err error) {
	switch {
	case word == "all":
		p.section = section{}
	case word == "ours" && len(rest) == 0:
		return errors.New("@ ours needs the reason")
	case word == "ours":
		p.section.ours = true
	case len(rest) == 0:
		return fmt.Errorf("@ %s needs a word", word)
	case word == "redis":
		p.section.since, err = redistest.ParseVersion(rest[0])
	case word == "conn":
		p.conn = rest[0]
	}
	return err
}

func (p *parser) onceDirective(word string, rest []string) (err error) {
	switch word {
	case "unordered":
		p.once.order, err = parseOrder(rest)
	case "match":
		p.once.match = true
	case "poll":
		p.once.poll = true
	case "block":
		p.once.block = true
	case "advance":
		p.once.advance, err = parseAdvance(rest)
	}
	return err
}

func parseOrder(rest []string) (order, error) {
	switch how := strings.Join(rest, " "); how {
	case "":
		return unordered, nil
	case "pairs":
		return unorderedPairs, nil
	case "deep":
		return unorderedDeep, nil
	default:
		return ordered, fmt.Errorf("@ unordered does not know %q", how)
	}
}

func parseAdvance(rest []string) (time.Duration, error) {
	if len(rest) == 0 {
		return 0, errors.New("@ advance needs a duration")
	}
	d, err := time.ParseDuration(rest[0])
	if err == nil && d <= 0 {
		err = fmt.Errorf("@ advance %s: time only moves forward", rest[0])
	}
	return d, err
}
