package acl

// Request is one command as rules see it.
type Request struct {
	Command       int // its number in the Catalogue
	AlwaysAllowed bool
	Args          [][]byte // all its words, the name first
	Keys          []Key
	// FirstChannel to LastChannel are the words that are channels, or patterns to subscribe to; 0 means none.
	FirstChannel, LastChannel int
	ArePatterns               bool
}

// Key is the position of a key among the words, and what the command does with it.
type Key struct {
	Pos  int
	Need Access
}

// Reason is why something was refused.
type Reason uint8

// The reasons, in the order in which one is more telling than the other: who may run a command but not on this key is
// told about the key.
const (
	Allowed Reason = iota
	DeniedCommand
	DeniedKey
	DeniedAuth
	DeniedChannel
	reasonCount
)

// String is the name of the reason in ACL LOG.
func (r Reason) String() string {
	return [...]string{"", "command", "key", "auth", "channel"}[r]
}

// Denial is why a request was refused. The zero Denial is permission.
type Denial struct {
	Reason Reason
	Pos    int // the word that was one key or channel too many
}

// IsAllowed reports whether there is nothing to refuse.
func (d Denial) IsAllowed() bool { return d.Reason == Allowed }

// tellsMore reports whether d is the better explanation.
func (d Denial) tellsMore(other Denial) bool {
	return d.Reason > other.Reason || d.Reason == other.Reason && d.Pos > other.Pos
}
