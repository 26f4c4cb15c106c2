package server_test

import (
	"context"

	"github.com/holdfast-db/holdfast/internal/commitlog"
)

// slowLog is durable only up to where a test says, and keeps what was appended.
type slowLog struct {
	*commitlog.Discard
	frames  []string
	isSlow  bool
	durable commitlog.LSN
	synced  chan struct{} // closed when Sync is to end
	err     error         // of Reserve
}

func (l *slowLog) Append(db, flags uint16, payload []byte) commitlog.LSN {
	l.frames = append(l.frames, string(payload))
	return l.Discard.Append(db, flags, payload)
}

func (l *slowLog) Reserve(int) error { return l.err }

func (l *slowLog) Durable() commitlog.LSN {
	if l.isSlow {
		return l.durable
	}
	return l.Appended()
}

func (l *slowLog) Sync(context.Context) error {
	<-l.synced
	return nil
}
