package connection

import (
	"errors"

	"github.com/holdfast-db/holdfast/internal/client"
	"github.com/holdfast-db/holdfast/internal/command"
	"github.com/holdfast-db/holdfast/internal/tracking"
)

var (
	errTwoRedirects = errors.New("ERR A client can only redirect to a single other client")
	errNoRedirect   = errors.New("ERR The client ID you want redirect to does not exist")
	errPrefixAlone  = errors.New("ERR PREFIX option requires BCAST mode to be enabled")
	errOptBroadcast = errors.New("ERR OPTIN and OPTOUT are not compatible with BCAST")
	errBothOpts     = errors.New("ERR You can't specify both OPTIN mode and OPTOUT mode")
)

func (f *family) clientTracking() command.Spec {
	spec := about("TRACKING", "6.0.0", "Has the connection told when keys change that it has read.", f.track)
	spec.Complexity = "O(1). Some options may introduce additional complexity."
	spec.Syntax = "<ON | OFF> [REDIRECT client-id:integer] [PREFIX prefix [PREFIX prefix ...]] [BCAST] [OPTIN] [OPTOUT] [NOLOOP]"
	return spec
}

func (f *family) track(c *command.Call) {
	asked, ok := f.parseTracking(c)
	if !ok {
		return
	}
	switch {
	case c.Is(2, "OFF"):
		f.caches.Leave(c.Client)
		c.Out.OK()
		return
	case !c.Is(2, "ON"):
		c.Fail(command.ErrSyntax)
		return
	case c.Client.HasFlag(client.FlagInternal):
		c.Fail(command.ErrNeedsConnection)
		return
	}
	o, err := asked.options()
	if err == nil {
		err = f.caches.Enable(c.Client, o)
	}
	if err != nil {
		c.Fail(err)
		return
	}
	c.Out.OK()
}

// trackingWords are the options of CLIENT TRACKING as they were written.
type trackingWords struct {
	redirect                     int64
	bcast, optIn, optOut, noLoop bool
	prefixes                     []string
}

func (f *family) parseTracking(c *command.Call) (w trackingWords, ok bool) {
	for i := 3; i < len(c.Args); i++ {
		more := i+1 < len(c.Args)
		switch {
		case c.Is(i, "REDIRECT") && more:
			i++
			if !f.parseRedirect(c, i, &w) {
				return w, false
			}
		case c.Is(i, "PREFIX") && more:
			i++
			w.prefixes = append(w.prefixes, string(c.Args[i]))
		case c.Is(i, "BCAST"):
			w.bcast = true
		case c.Is(i, "OPTIN"):
			w.optIn = true
		case c.Is(i, "OPTOUT"):
			w.optOut = true
		case c.Is(i, "NOLOOP"):
			w.noLoop = true
		default:
			c.Fail(command.ErrSyntax)
			return w, false
		}
	}
	return w, true
}

// parseRedirect wants a client that exists now; it may be gone later.
func (f *family) parseRedirect(c *command.Call, i int, w *trackingWords) (ok bool) {
	if w.redirect != 0 {
		c.Fail(errTwoRedirects)
		return false
	}
	if w.redirect, ok = c.Int(i); !ok {
		return false
	}
	if f.clients.Find(w.redirect) == nil {
		c.Fail(errNoRedirect)
		return false
	}
	return true
}

func (w trackingWords) options() (tracking.Options, error) {
	o := tracking.Options{NoLoop: w.noLoop, Redirect: w.redirect, Prefixes: w.prefixes}
	switch {
	case !w.bcast && len(w.prefixes) > 0:
		return o, errPrefixAlone
	case w.bcast && (w.optIn || w.optOut):
		return o, errOptBroadcast
	case w.optIn && w.optOut:
		return o, errBothOpts
	case w.bcast:
		o.Mode = tracking.Broadcast
	case w.optIn:
		o.Mode = tracking.OptIn
	case w.optOut:
		o.Mode = tracking.OptOut
	}
	return o, nil
}

func (f *family) clientCaching() command.Spec {
	spec := about("CACHING", "6.0.0", "Says whether what the next command reads is tracked.", func(c *command.Call) {
		yes, no := c.Is(2, "YES"), c.Is(2, "NO")
		err := command.ErrSyntax
		if yes || no || c.Client.Tracker == nil {
			err = f.caches.Say(c.Client, yes)
		}
		if err != nil {
			c.Fail(err)
			return
		}
		c.Out.OK()
	})
	spec.Syntax = "<YES | NO>"
	return spec
}

func clientGetRedir() command.Spec {
	return about("GETREDIR", "6.0.0", "Returns the number of the connection that the invalidations go to.",
		func(c *command.Call) { c.Out.Int(c.Client.Redirect()) })
}

func (f *family) clientTrackingInfo() command.Spec {
	return about("TRACKINGINFO", "6.2.0", "Tells how the connection is tracked.", func(c *command.Call) {
		flags, prefixes := f.caches.Describe(c.Client)
		c.Out.Map(3)
		c.Out.BulkString("flags")
		c.Out.Set(len(flags))
		for _, flag := range flags {
			c.Out.BulkString(flag)
		}
		c.Out.BulkString("redirect")
		c.Out.Int(c.Client.Redirect())
		c.Out.BulkString("prefixes")
		c.Out.Array(len(prefixes))
		for _, prefix := range prefixes {
			c.Out.BulkString(prefix)
		}
	})
}
