package server

import (
	"context"
	"crypto/tls"
	"net"
	"time"
)

// handshakeLimit is how long a client may take to agree on keys.
const handshakeLimit = 10 * time.Second

// shakeHands agrees on keys with a TLS client. It comes before the session: a stream interrupts reads, and a handshake
// that was interrupted cannot be resumed.
func (t *streams) shakeHands(conn net.Conn) error {
	secure, ok := conn.(*tls.Conn)
	if !ok {
		return nil
	}
	ctx, cancel := context.WithTimeout(context.Background(), handshakeLimit)
	defer cancel()
	go func() {
		select {
		case <-t.stop:
			cancel()
		case <-ctx.Done():
		}
	}()
	err := secure.HandshakeContext(ctx)
	if err != nil {
		t.opts.Logger.Debug("TLS handshake failed", "addr", conn.RemoteAddr().String(), "err", err)
	}
	return err
}
