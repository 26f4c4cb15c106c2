package command

// Perform runs the call's handler, and then shows the call to those who look on: monitors see all that is not for
// operators, and what a tracked client reads is remembered while the keys are still locked.
func (c *Call) Perform() {
	c.Spec.Run(c)
	if c.Monitors.Any() && c.Spec.Flags&(Admin|SkipMonitor) == 0 {
		c.show()
	}
	if c.Client.Tracker != nil && c.Spec.Flags&(ReadOnly|Roams) == ReadOnly {
		c.noteReads()
	}
	c.entry.Key = nil // the words may be views into a buffer that is given away
}

// Show shows monitors the call before it has run, for what consists of others that shall be seen behind it.
func (c *Call) Show() {
	if c.Monitors.Any() {
		c.show()
	}
}

func (c *Call) show() {
	c.Monitors.Show(c.Tx.Engine().Clock().NowMicros(), c.Client, c.Tx.DB(), c.Spec.Redacted(c.Args))
}

// noteReads has the keys tracked. Those that could not be told from the words were not read either.
func (c *Call) noteReads() {
	refs, _ := c.Spec.AppendKeys(nil, c.Args)
	for _, r := range refs {
		c.Client.Tracker.Read(c.Tx, c.Args[r.Pos])
	}
}

// TakePushes writes the messages that others have sent the client up to now, ahead of what the handler is about to
// write. Inside a larger unit, whose reply they would cut, it leaves them where they are.
func (c *Call) TakePushes() {
	if c.NoWait || !c.Client.HasPushes() {
		return
	}
	const all = int(^uint(0) >> 1)
	c.Tx.WaitFor(c.Client.TakePushes(c.Out, all))
}
