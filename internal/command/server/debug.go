package server

import (
	"errors"
	"fmt"
	"math"
	"strconv"

	"github.com/holdfast-db/holdfast/internal/base/glob"
	"github.com/holdfast-db/holdfast/internal/command"
)

var errReplyBuffer = errors.New("ERR DEBUG REPLYBUFFER: there are no buffers for replies that keep a size")

var errReloadInside = errors.New("ERR DEBUG RELOAD and LOADAOF are not allowed inside a transaction")

func (f *family) debugSpec() command.Spec {
	return command.Spec{
		Name: "DEBUG", Group: "server", Since: "1.0.0", Complexity: "Depends on subcommand.",
		Summary: "Helps to test the server and its clients.",
		// Roams: each subcommand locks what it needs.
		Flags: command.Admin | command.NoScript | command.Loading | command.Stale | command.Debug | command.Roams,
		// It is no container in Redis either: the subcommands have no flags or arities of their own.
		Syntax: "subcommand [arg ...]",
		Compat: command.Partial("a few subcommands only; digests are computed in Holdfast's own way"),
		Run:    f.debug,
	}
}

func (f *family) debug(c *command.Call) {
	n := len(c.Args)
	switch {
	case c.Is(1, "HELP") && n == 2:
		debugHelp(c)
	case c.Is(1, "DIGEST") && n == 2:
		if lockAll(c) {
			writeDigest(c)
		}
	case c.Is(1, "DIGEST-VALUE"):
		if lockAll(c) {
			writeDigests(c)
		}
	case c.Is(1, "OBJECT") && n == 3:
		if lockAll(c) {
			debugObject(c)
		}
	case c.Is(1, "POPULATE") && n >= 3 && n <= 5:
		populate(c)
	case c.Is(1, "PROTOCOL") && n == 3:
		debugProtocol(c)
	case c.Is(1, "SET-DISABLE-DENY-SCRIPTS") && n == 3:
		f.Scripts.AllowAll(string(c.Args[2]) != "0")
		c.Out.OK()
	case c.Is(1, "ERROR") && n == 3:
		c.Out.Error(command.Text(c.Args[2], len(c.Args[2])))
	case c.Is(1, "SLEEP") && n == 3:
		f.sleep(c)
	case c.Is(1, "SET-ACTIVE-EXPIRE") && n == 3:
		f.Engine.SetActiveExpire(string(c.Args[2]) != "0")
		c.Out.OK()
	case c.Is(1, "PAUSE-CRON") && n == 3:
		f.Host.PauseCron(string(c.Args[2]) != "0")
		c.Out.OK()
	case c.Is(1, "REPLYBUFFER"):
		c.Fail(errReplyBuffer)
	case c.Is(1, "STRINGMATCH-LEN") && n == 4:
		matchString(c)
	case c.Is(1, "RELOAD"), c.Is(1, "LOADAOF") && n == 2:
		f.reload(c)
	default:
		c.Fail(errors.New("ERR unknown subcommand or wrong number of arguments for '" + string(c.Args[1]) +
			"'. Try DEBUG HELP."))
	}
}

func debugHelp(c *command.Call) {
	lines := []string{
		"DEBUG <subcommand> [<arg> [value] [opt] ...]. Subcommands are:",
		"DIGEST", "    Return a digest of all data.",
		"DIGEST-VALUE <key> [<key> ...]", "    Return the digests of the values of keys.",
		"ERROR <text>", "    Reply with an error of that text.",
		"LOADAOF", "    Replace the data by what the log holds.",
		"OBJECT <key>", "    Show how the value of <key> is stored.",
		"PAUSE-CRON <0|1>", "    Hold back the periodic work but that of the log (1), or not (0).",
		"POPULATE <count> [<prefix> [<size>]]", "    Make <count> strings <prefix>:<number>, by default of the text value:<number>.",
		"PROTOCOL <type>", "    Reply with an example of the type: string, integer, double, null, array, set, map, attrib,",
		"    push, verbatim, true, false, bignum.",
		"RELOAD [option ...]", "    Replace the data by what the log holds.",
		"SET-ACTIVE-EXPIRE <0|1>", "    Turn the background expiry off or on.",
		"SET-DISABLE-DENY-SCRIPTS <0|1>", "    Let scripts run what they must not (1), or not (0).",
		"SLEEP <seconds>", "    Hold back all clients for <seconds>. Decimals allowed.",
		"STRINGMATCH-LEN <pattern> <string>", "    Return 1 if the pattern of KEYS matches the string, else 0.",
		"HELP", "    Print this help.",
	}
	c.Out.Array(len(lines))
	for _, line := range lines {
		c.Out.Simple(line)
	}
}

func matchString(c *command.Call) {
	if glob.Match(c.Args[2], c.Args[3]) {
		c.Out.Int(1)
		return
	}
	c.Out.Int(0)
}

// lockAll takes all shards unless EXEC has done so already, or replies with an error.
func lockAll(c *command.Call) bool {
	if c.Tx.HoldsAll() {
		return true
	}
	if err := c.Tx.LockAll(); err != nil {
		c.Fail(err)
		return false
	}
	return true
}

func debugObject(c *command.Call) {
	key := c.Args[2]
	rec, found := c.Tx.PeekLate(key)
	if !found {
		c.Fail(command.ErrNoSuchKey)
		return
	}
	c.Out.Simple(fmt.Sprintf("Value at:0x0 refcount:1 encoding:%s serializedlength:%d lru:%d lru_seconds_idle:%d",
		c.Tx.EncodingName(rec), len(rec.Value()), rec.Access(), c.Tx.IdleSeconds(rec)))
}

// sleep holds back every client as a pause does, instead of stopping the loops: time may be virtual.
func (f *family) sleep(c *command.Call) {
	seconds, err := strconv.ParseFloat(string(c.Args[2]), 64)
	if err != nil || math.IsNaN(seconds) {
		seconds = 0 // as strtod reads it
	}
	const longest = 1 << 40
	now := c.Tx.Now()
	millis := int64(min(max(seconds*1000, 0), longest))
	until := now + millis + 1 // at least so long: the present millisecond has begun already
	if millis == 0 {
		c.Out.OK()
		return
	}
	f.Clients.Pause(until, false, now)
	c.Park(command.Parking{
		DeadlineMillis: until,
		IsWork:         true,
		Resume: func(c *command.Call, timedOut bool) bool {
			if timedOut {
				c.Out.OK()
			}
			return timedOut
		},
	})
}

// reload restarts the data in place. What was not written yet is handed over by Host.
func (f *family) reload(c *command.Call) {
	if c.Tx.HoldsAll() {
		c.Fail(errReloadInside)
		return
	}
	if err := f.Host.Reload(); err != nil {
		c.Out.Error("ERR Error trying to load the log: " + err.Error())
		return
	}
	c.Out.OK()
}
