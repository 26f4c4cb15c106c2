package command

import (
	"errors"
	"fmt"
	"slices"

	"github.com/holdfast-db/holdfast/internal/acl"
	"github.com/holdfast-db/holdfast/internal/client"
)

// ChannelRule says which words of a command are channels that it publishes or subscribes to. Unsubscribing needs no
// permission, so those commands have no rule.
type ChannelRule struct {
	First, Last int // indices among the words; a negative Last counts from the end
	ArePatterns bool
}

// Channels are those from index first to last.
func Channels(first, last int) ChannelRule { return ChannelRule{First: first, Last: last} }

// ChannelPatterns are patterns of channels to subscribe to, from index first to last.
func ChannelPatterns(first, last int) ChannelRule {
	return ChannelRule{First: first, Last: last, ArePatterns: true}
}

// keysAtOnce is how many keys of a command are looked at without allocating.
const keysAtOnce = 16

// Check says whether a user may run the command with these words.
func (s *Spec) Check(u *acl.User, args [][]byte) acl.Denial {
	if u.IsUnrestricted() {
		return acl.Denial{}
	}
	var refs [keysAtOnce]KeyRef
	var keys [keysAtOnce]acl.Key
	r := s.request(args, refs[:0], keys[:0])
	return u.Check(&r)
}

// MayReadEveryKey reports whether a user may run the command on whatever keys its patterns lead to.
func (s *Spec) MayReadEveryKey(u *acl.User, args [][]byte) bool {
	if u.IsUnrestricted() {
		return true
	}
	r := s.request(args, nil, nil)
	return u.MayUseEveryKey(&r, acl.Reads)
}

// MayUse says whether a user may run the command on a key that it has come upon by itself.
func (s *Spec) MayUse(u *acl.User, args [][]byte, key []byte, access Access) bool {
	if u.IsUnrestricted() {
		return true
	}
	r := acl.Request{
		Command: s.id, Args: append(slices.Clip(args), key), Keys: []acl.Key{{Pos: len(args), Need: access.need()}},
	}
	d := u.Check(&r)
	return d.IsAllowed()
}

// request describes a command to the rules. A key rule that fails leaves what others found before it, and the handler
// meets the same fault before it meets a key. (Redis looks at no key then; the command fails either way.)
func (s *Spec) request(args [][]byte, refs []KeyRef, keys []acl.Key) acl.Request {
	r := acl.Request{Command: s.id, AlwaysAllowed: s.Flags.Has(NoAuth), Args: args}
	refs, _ = s.AppendKeys(refs, args)
	for _, ref := range refs {
		keys = append(keys, acl.Key{Pos: ref.Pos, Need: ref.Access.need()})
	}
	r.Keys = keys
	if c := s.Channels; c.First > 0 {
		r.FirstChannel, r.LastChannel, r.ArePatterns = c.First, min(c.Last, len(args)-1), c.ArePatterns
		if c.Last < 0 {
			r.LastChannel = len(args) + c.Last
		}
	}
	return r
}

// need is the permission that an access takes. One that returns or copies nothing of the value, and does not change
// it either, takes any.
func (a Access) need() (need acl.Access) {
	if a&ReadsData != 0 {
		need |= acl.Reads
	}
	if a&(UpdatesData|InsertsData|DeletesData) != 0 {
		need |= acl.Writes
	}
	return need
}

// Refuse writes a denial into the journal of refusals, and returns the error to reply with. The entry shows the client
// as it is; for a command inside EXEC or a script that should be with these as the running command, see Client.Running.
func (s *Spec) Refuse(cl *client.Client, args [][]byte, d acl.Denial, ctx acl.Context, nowMillis int64) error {
	u := cl.User()
	u.Journal().Add(acl.Entry{
		Reason: d.Reason, Context: ctx, Object: s.deniedObject(args, d), Username: u.Name(),
		ClientInfo: string(cl.AppendInfo(nil, nowMillis)), UpdatedMillis: nowMillis,
	})
	return errors.New("NOPERM " + s.denialText(u, d))
}

// isRefused replies with an error if the client may no longer run the command, as one whose rules changed while it was
// blocked.
func (c *Call) isRefused() bool {
	d := c.Spec.Check(c.Client.User(), c.Args)
	if d.IsAllowed() {
		return false
	}
	c.Fail(c.Spec.Refuse(c.Client, c.Args, d, acl.Toplevel, c.Tx.Now()))
	return true
}

// deniedObject is what was refused: the command, or one of its words.
func (s *Spec) deniedObject(args [][]byte, d acl.Denial) string {
	if d.Reason == acl.DeniedCommand {
		return s.fullName
	}
	return string(args[d.Pos])
}

// denialText leaves out names of keys and channels, so that errors which are logged somewhere tell nothing of them.
func (s *Spec) denialText(u *acl.User, d acl.Denial) string {
	switch d.Reason {
	case acl.DeniedKey:
		return "No permissions to access a key"
	case acl.DeniedChannel:
		return "No permissions to access a channel"
	default:
		return fmt.Sprintf("User %s has no permissions to run the '%s' command", u.Name(), s.fullName)
	}
}

// ExplainDenial says in full what was refused, for ACL DRYRUN.
func (s *Spec) ExplainDenial(u *acl.User, args [][]byte, d acl.Denial) string {
	if d.Reason == acl.DeniedCommand {
		return s.denialText(u, d)
	}
	return fmt.Sprintf("User %s has no permissions to access the '%s' %s", u.Name(), args[d.Pos], d.Reason)
}

// Catalogue describes the commands to the rules of users.
func (t *Table) Catalogue() *acl.Catalogue {
	commands := make([]acl.Command, len(t.all))
	for i, s := range t.all {
		commands[i] = s.forRules()
	}
	return acl.NewCatalogue(commands)
}

func (s *Spec) forRules() acl.Command {
	c := acl.Command{
		ID: s.id, Name: s.fullName, Categories: s.CategoryNames(), AlwaysAllowed: s.Flags.Has(NoAuth),
	}
	for i := range s.Subcommands {
		c.Subcommands = append(c.Subcommands, s.Subcommands[i].forRules())
	}
	return c
}
