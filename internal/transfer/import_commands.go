package transfer

import (
	"fmt"
	"io"
)

// checkCommands reads a stream to its end.
func (i *importing) checkCommands(file io.Reader) error {
	return eachCommand(file, func([]byte) error {
		i.done.Commands++
		return nil
	})
}

// applyCommands sends the commands of a stream as they are. The first that fails ends it.
func (i *importing) applyCommands(file io.Reader) error {
	p := newPipeline(i.peer)
	return p.finish(eachCommand(file, func(command []byte) error {
		i.done.Commands++
		return p.send(command, want{what: fmt.Sprintf("command %d", i.done.Commands)})
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
