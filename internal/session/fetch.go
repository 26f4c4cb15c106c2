package session

import (
	"bytes"
	"slices"

	"github.com/holdfast-db/holdfast/internal/command"
	"github.com/holdfast-db/holdfast/internal/engine"
)

// mustFetch looks whether keys that the command names may be on disk, whose shards are locked unless the command does
// that by itself. Then it unlocks them and parks the client until they were read, so that others go on meanwhile; with
// them it has those read that the next commands of the pipeline are likely to name, so that a pipeline waits once and
// not for every command. What a command finds on disk beyond these keys it reads in place; and so does one that has
// been parked already.
func (s *Session) mustFetch(spec *command.Spec, args [][]byte) bool {
	if s.fetched {
		s.fetched = false
		return false
	}
	switch {
	case spec.HasSoleKey():
		s.cold = s.txn.ColdKeys(s.cold[:0], args[1:2])
	case spec.Flags.Has(command.Roams):
		return s.mustFetchFor(spec, args)
	default:
		s.cold = s.cold[:0]
		s.refs, _ = spec.AppendKeys(s.refs[:0], args) // of an ill-formed command, the handler finds the fault
		for _, r := range s.refs {
			s.cold = s.txn.ColdKeys(s.cold, args[r.Pos:r.Pos+1])
		}
	}
	return len(s.cold) > 0 && s.fetchCold()
}

// fetchCold unlocks all keys and parks the client until the cold ones were read.
func (s *Session) fetchCold() bool {
	s.txn.Commit()
	s.cold = distinct(s.txn.ColdAhead(s.cold, s.ahead))
	s.fetch = s.txn.Fetch(s.cold, s.client.Wake)
	clear(s.cold)
	s.fetched = true
	s.park(Parked)
	return true
}

// distinct takes out keys that are there more than once.
func distinct(keys [][]byte) [][]byte {
	slices.SortFunc(keys, bytes.Compare)
	return slices.CompactFunc(keys, bytes.Equal)
}

// mustFetchFor is mustFetch for EXEC, scripts and others that lock by themselves.
func (s *Session) mustFetchFor(spec *command.Spec, args [][]byte) bool {
	keys := s.keysOf(spec, args)
	if spec.Name == "EXEC" {
		keys = s.queuedKeys()
	}
	if len(keys) == 0 {
		return false
	}
	for _, key := range keys {
		s.txn.Want(key)
	}
	if s.txn.LockWanted() != nil {
		return false // a slow script is in the way, as the command is about to find out
	}
	if s.cold = s.txn.ColdKeys(s.cold[:0], keys); len(s.cold) > 0 {
		return s.fetchCold()
	}
	s.txn.Commit()
	return false
}

func (s *Session) keysOf(spec *command.Spec, args [][]byte) (keys [][]byte) {
	refs, _ := spec.AppendKeys(nil, args)
	for _, r := range refs {
		keys = append(keys, args[r.Pos])
	}
	return keys
}

// queuedKeys are the keys that the commands of a transaction name.
func (s *Session) queuedKeys() (keys [][]byte) {
	for _, q := range s.client.Multi.Queue {
		keys = append(keys, s.keysOf(q.Command.(*command.Spec), q.Args)...)
	}
	return keys
}

// perform runs the handler. If that cannot read from disk what it needs, the client gets an error; but if it has
// changed something already, memory is neither what it was nor what it should be, and the process must end.
//
// If it meets a page that is on disk only, before it has changed anything, that page is returned.
func (s *Session) perform(c *command.Call) (cold *engine.ColdPage) {
	mark := s.out.Len()
	if s.pageFetches < maxPageFetches && len(c.Spec.Keys) > 0 && !c.Spec.Flags.Has(command.NoScript) {
		s.txn.BePatient()
	}
	defer func() {
		switch r := recover().(type) {
		case nil:
		case *engine.ColdPage:
			s.out.Truncate(mark)
			cold = r
		case *engine.GaveWay:
			s.out.Truncate(mark)
			s.out.Error(command.Reply(r.Err))
		case *engine.StoreError:
			if s.txn.HasChanged() {
				panic(r)
			}
			s.out.Truncate(mark)
			s.out.Error("ERR " + r.Error())
		default:
			panic(r)
		}
	}()
	c.Perform()
	return nil
}

// maxPageFetches is how often a command is broken off and run again for the sake of a page: as often as a search may
// need it. One that goes through many pages reads the rest in place.
const maxPageFetches = 4

// awaitPage parks the client until a page was read.
func (s *Session) awaitPage(cold *engine.ColdPage) {
	s.pageFetches++
	s.fetched = true
	s.fetch = s.txn.FetchPage(cold, s.client.Wake)
	s.txn.Commit()
	s.park(Parked)
}

const (
	// starveMillis is how long a command that needs memory waits for some at most.
	starveMillis = 200
	// starveStepMillis is how often it looks.
	starveStepMillis = 5
)

// awaitMemory is until when a command that needs memory is to wait for some to be freed, 0 if it need not: one that writes,
// or that brings in what is on disk. It does not wait for ever: the limit on memory is one for the average.
func (s *Session) awaitMemory(spec *command.Spec) int64 {
	needs := s.fetched || spec.Flags.Has(command.DenyOOM) || spec.Name == "EXEC" && s.client.Multi.HasWrite
	if !needs || !s.shared.Engine.MustWait() {
		s.starvedTo = 0
		return 0
	}
	if s.starvedTo == 0 {
		s.starvedTo = s.now + starveMillis
	}
	if s.now >= s.starvedTo {
		s.starvedTo = 0
		return 0
	}
	return min(s.now+starveStepMillis, s.starvedTo)
}
