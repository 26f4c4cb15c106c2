package command

import (
	"errors"
	"fmt"

	"github.com/holdfast-db/holdfast/internal/client"
	"github.com/holdfast-db/holdfast/internal/engine"
	"github.com/holdfast-db/holdfast/internal/resp"
)

// Applier runs canonical commands in a transaction that replays them: at recovery and, later, on a replica.
type Applier struct {
	table *Table
	out   resp.Writer
	peer  *client.Client
	call  Call // made again for each command, but not allocated
}

// NewApplier returns an applier of the table's commands.
func NewApplier(t *Table) *Applier {
	return &Applier{table: t, peer: client.New("pipe", "", "", 0, nil)}
}

// Apply runs one effect. An effect that fails means that the data and the log disagree.
func (a *Applier) Apply(tx *engine.Txn, args [][]byte) error {
	if len(args) == 0 {
		return errors.New("empty effect")
	}
	if string(args[0]) == "SELECT" && len(args) == 2 {
		db, ok := ParseInt(args[1])
		if !ok || db < 0 || int(db) >= tx.Engine().Databases() {
			return fmt.Errorf("effect SELECT %q: %w", args[1], ErrDBOutOfRange)
		}
		tx.Select(int(db))
		return nil
	}
	spec, err := a.table.ResolveEffect(args)
	if err != nil {
		return fmt.Errorf("effect: %w", err)
	}
	a.out.Reset()
	a.call = Call{Spec: spec, Table: a.table, Args: args, Out: &a.out, Tx: tx, Client: a.peer}
	spec.Run(&a.call)
	if reply := a.out.Bytes(); len(reply) > 0 && reply[0] == '-' {
		return fmt.Errorf("effect %s: %s", spec.FullName(), reply[1:len(reply)-2])
	}
	return nil
}
