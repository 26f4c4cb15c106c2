package transfer

import (
	"fmt"
	"io"
)

// checkCommands reads a stream to its end.
func checkCommands(_ *Peer, file io.Reader, _ ImportOptions, done *Imported) error {
	return eachCommand(file, func([]byte) error {
		done.Commands++
		return nil
	})
}

// applyCommands sends the commands of a stream as they are. The first that fails ends it.
func applyCommands(peer *Peer, file io.Reader, _ ImportOptions, done *Imported) error {
	p := newPipeline(peer)
	return p.finish(eachCommand(file, func(command []byte) error {
		done.Commands++
		return p.send(command, want{what: fmt.Sprintf("command %d", done.Commands)})
	}))
}

// eachCommand visits the commands of a stream, encoded.
func eachCommand(file io.Reader, visit func(command []byte) error) error {
	commands := newCommandReader(file)
	for {
		command, err := commands.next()
		if err == io.EOF {
			return nil
		}
		if err == nil {
			err = visit(command)
		}
		if err != nil {
			return err
		}
	}
}
