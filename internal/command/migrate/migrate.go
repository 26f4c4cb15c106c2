package migrate

import (
	"errors"
	"net"
	"strings"
	"time"

	"github.com/holdfast-db/holdfast/internal/command"
)

var (
	errKeyAndKeys = errors.New("ERR When using MIGRATE KEYS option, the key argument must be set to the empty string")
	errInside     = errors.New("ERR MIGRATE is not allowed inside a transaction or a script")
)

// defaultTimeout is what a timeout that is not positive means, as in Redis.
const defaultTimeout = time.Second

func migrateSpec(dial Dial) command.Spec {
	const access = command.RW | command.ReadsData | command.DeletesData
	return command.Spec{
		Name: "MIGRATE", Group: "generic", Since: "2.6.0",
		Complexity: "O(N), where N is the size of the values, which are dumped here and restored there.",
		Summary:    "Moves or copies keys to another server.",
		Flags:      command.Write,
		Keys:       []command.KeyRule{{Access: access, From: 3, Step: 1, MayBeEmpty: true}, {Access: access, Keyword: "KEYS", From: -2, Last: -1, Step: 1}},
		IsSecret:   isSecret,
		Syntax: `host:string port:integer key destination-db:integer timeout:integer [COPY] [REPLACE]` +
			` [AUTH password:string | AUTH2 username:string password:string] [KEYS key [key ...]]`,
		Tips:       []string{"nondeterministic_output"},
		Categories: []string{"keyspace", "dangerous"},
		Compat:     command.Partial("not inside a transaction or a script; other clients go on meanwhile"),
		Run:        func(c *command.Call) { run(c, dial) },
	}
}

// isSecret knows the words behind AUTH and AUTH2.
func isSecret(args [][]byte, i int) bool {
	const options = 6
	for at := options; at < i; at++ {
		switch word := strings.ToUpper(string(args[at])); word {
		case "KEYS":
			return false
		case "AUTH", "AUTH2":
			words := len(word) - len("AUTH") + 1
			if i <= at+words {
				return true
			}
			at += words
		}
	}
	return false
}

// run leaves the work to a goroutine, which takes locks and waits for the network in turn, never both.
func run(c *command.Call, dial Dial) {
	r, ok := parse(c)
	if !ok {
		return
	}
	if c.NoWait {
		c.Fail(errInside)
		return
	}
	m := newMigration(c, r, dial)
	client := c.Client
	go func() {
		m.run()
		client.Wake()
	}()
	c.Park(command.Parking{Resume: m.resume})
}

// request is what the words of the command ask for.
type request struct {
	addr     string
	db       []byte
	timeout  time.Duration
	copies   bool
	replaces bool
	auth     [][]byte // the words of AUTH, if there are any
	keys     [][]byte
}

// parse reads the words, or replies with an error. What it returns is a copy.
func parse(c *command.Call) (r request, ok bool) {
	args := command.CopyArgs(c.Args)
	r.addr = net.JoinHostPort(string(args[1]), string(args[2]))
	r.keys, r.db = args[3:4], args[4]
	for i := 6; i < len(args); i++ {
		left := len(args) - i - 1
		switch {
		case c.Is(i, "COPY"):
			r.copies = true
		case c.Is(i, "REPLACE"):
			r.replaces = true
		case c.Is(i, "AUTH") && left >= 1:
			r.auth = args[i+1 : i+2]
			i++
		case c.Is(i, "AUTH2") && left >= 2:
			r.auth = args[i+1 : i+3]
			i += 2
		case c.Is(i, "KEYS"):
			if len(args[3]) != 0 {
				c.Fail(errKeyAndKeys)
				return r, false
			}
			r.keys = args[i+1:]
			i = len(args)
		default:
			c.Fail(command.ErrSyntax)
			return r, false
		}
	}
	return r, r.parseNumbers(c)
}

func (r *request) parseNumbers(c *command.Call) bool {
	millis, ok := c.Int(5)
	if !ok {
		return false
	}
	if _, ok = c.Int(4); !ok {
		return false
	}
	const longest = 1 << 40
	if r.timeout = time.Duration(min(millis, longest)) * time.Millisecond; r.timeout <= 0 {
		r.timeout = defaultTimeout
	}
	return true
}
