package transfer

import "errors"

// pipeline sends commands without waiting for the replies, which it checks as they come.
type pipeline struct {
	peer   *Peer
	wants  chan want     // of the commands that were sent
	failed chan struct{} // closed when a reply was wrong
	done   chan struct{} // closed when no more replies are read
	err    error         // what was wrong; to be read after failed or done
}

// pipelineCommands is how many replies may be outstanding.
const pipelineCommands = 1024

// newPipeline begins to read replies. finish must be called.
func newPipeline(peer *Peer) *pipeline {
	p := &pipeline{
		peer: peer, wants: make(chan want, pipelineCommands), failed: make(chan struct{}), done: make(chan struct{}),
	}
	go p.read()
	return p
}

// read checks replies until there are no more commands, or one is wrong.
func (p *pipeline) read() {
	defer close(p.done)
	for w := range p.wants {
		v, err := p.peer.replies.Next()
		if err == nil {
			err = w.check(v)
		}
		if err != nil {
			p.err = err
			close(p.failed)
			return
		}
	}
}

// send sends a command. An error is that of any command so far.
func (p *pipeline) send(command []byte, w want) error {
	select {
	case p.wants <- w:
	default:
		if err := p.enqueue(w); err != nil {
			return err
		}
	}
	_, err := p.peer.out.Write(command)
	return p.reason(err)
}

// enqueue waits for room, once the server has all that it has to answer.
func (p *pipeline) enqueue(w want) error {
	if err := p.peer.out.Flush(); err != nil {
		return p.reason(err)
	}
	select {
	case p.wants <- w:
		return nil
	case <-p.failed:
		return p.err
	}
}

// reason prefers what the server said to that it has hung up since.
func (p *pipeline) reason(err error) error {
	if err == nil {
		return nil
	}
	select {
	case <-p.failed:
		return p.err
	default:
		return err
	}
}

// finish waits for the replies to all that was sent, unless the sender has failed for a reason of its own.
func (p *pipeline) finish(err error) error {
	if err == nil {
		err = p.peer.out.Flush()
	}
	if err != nil {
		_ = p.peer.Close() // nobody waits for what was sent
	}
	close(p.wants)
	<-p.done
	if err == nil || errors.Is(p.err, ErrReply) || errors.Is(p.err, ErrExists) {
		return p.err
	}
	return err
}
