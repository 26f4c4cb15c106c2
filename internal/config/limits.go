package config

import (
	"fmt"
	"math"
	"strconv"
	"strings"
)

// ClientClass is a class of clients with output buffer limits of its own.
type ClientClass int

// The classes of clients.
const (
	ClassNormal ClientClass = iota
	ClassReplica
	ClassPubSub
	classCount
)

// OutputLimit says when a client that does not read its replies is closed:
// at once above HardBytes, and after SoftSeconds above SoftBytes. Zero bytes
// are no limit.
type OutputLimit struct {
	HardBytes, SoftBytes int64
	SoftSeconds          int64
}

// OutputLimits has the limit of each class.
type OutputLimits [classCount]OutputLimit

// limits is the value of client-output-buffer-limit: class, hard limit, soft
// limit and seconds, for one class or several.
type limits struct{ to *Limits }

const (
	errLimitArity = message("Wrong number of arguments in buffer limit configuration.")
	errLimitClass = message("Invalid client class specified in buffer limit configuration.")
	errLimitValue = message("Error in hard, soft or soft_seconds setting in buffer limit configuration.")
)

func (l limits) parse(args []string) (func(), error) {
	args = spread(args)
	if len(args)%4 != 0 {
		return nil, errLimitArity
	}
	var all OutputLimits
	if now := l.to.v.Load(); now != nil {
		all = *now
	}
	for ; len(args) > 0; args = args[4:] {
		class, ok := parseClass(args[0])
		if !ok {
			return nil, errLimitClass
		}
		limit, err := parseLimit(args[1], args[2], args[3])
		if err != nil {
			return nil, err
		}
		all[class] = limit
	}
	return func() { l.to.v.Store(&all) }, nil
}

func parseClass(name string) (ClientClass, bool) {
	switch strings.ToLower(name) {
	case "normal":
		return ClassNormal, true
	case "replica", "slave":
		return ClassReplica, true
	case "pubsub":
		return ClassPubSub, true
	}
	return 0, false
}

func parseLimit(hard, soft, seconds string) (OutputLimit, error) {
	h, hardErr := parseBytes(hard)
	s, softErr := parseBytes(soft)
	n, secondsErr := strconv.ParseInt(seconds, 10, 64)
	if hardErr != nil || softErr != nil || secondsErr != nil || n < 0 || n > math.MaxInt32 {
		return OutputLimit{}, errLimitValue
	}
	return OutputLimit{HardBytes: h, SoftBytes: s, SoftSeconds: n}, nil
}

// get writes slave for replica, as Redis does to this day.
func (l limits) get() string {
	all := l.to.Load()
	words := make([]string, 0, classCount)
	for class, name := range []string{"normal", "slave", "pubsub"} {
		limit := all[class]
		words = append(words, fmt.Sprintf("%s %d %d %d", name, limit.HardBytes, limit.SoftBytes, limit.SoftSeconds))
	}
	return strings.Join(words, " ")
}

func (l limits) args() []string {
	all := l.to.Load()
	words := make([]string, 0, 4*classCount)
	for class, name := range []string{"normal", "replica", "pubsub"} {
		limit := all[class]
		words = append(words, name, formatBytes(limit.HardBytes), formatBytes(limit.SoftBytes),
			strconv.FormatInt(limit.SoftSeconds, 10))
	}
	return words
}

func (limits) describe() string { return "normal, replica or pubsub, then hard, soft, seconds" }
