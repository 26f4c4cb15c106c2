package engine

import "github.com/holdfast-db/holdfast/internal/keyspace"

// A record carries 24 bits about its use. They are a clock of seconds, or under a policy that counts uses:
//
//	16 bits  the clock of minutes at which the counter was last decayed
//	 8 bits  the counter, which grows with the logarithm of the uses
//
// Who changes the policy finds the bits of the other kind, as in Redis: they become right with use.

const (
	// lruClockMillis is the resolution of the access clock, as in Redis: a second.
	lruClockMillis = 1000
	accessMask     = 1<<24 - 1

	minuteMillis   = 60_000
	minuteMask     = 1<<16 - 1
	maxFrequency   = 255
	startFrequency = 5 // of a new key, so that it is not the first to go
)

// AccessClock is the 24-bit clock that records carry, in seconds.
func (t *Txn) AccessClock() uint32 { return accessClock(t.now) }

func accessClock(nowMillis int64) uint32 { return uint32(nowMillis/lruClockMillis) & accessMask }

// idleSeconds is for how long a record was not used: right unless that was half a year.
func idleSeconds(nowMillis int64, access uint32) uint32 {
	return (accessClock(nowMillis) - access) & accessMask
}

// touchAccess marks a use, unless the unit leaves no marks.
func (t *Txn) touchAccess(rec keyspace.Record) {
	if t.mode&NoTouch == 0 {
		t.Touch(rec)
	}
}

// Touch marks a use.
func (t *Txn) Touch(rec keyspace.Record) {
	if !t.e.countsUses.Load() {
		now := t.AccessClock()
		if rec.IsHot() && (rec.Access()^now)>>notedShift != 0 {
			t.noteUse(rec)
		}
		rec.SetAccess(now)
		return
	}
	p := t.e.eviction.Load()
	n := decayed(rec.Access(), t.now, p.LFUDecayMinutes)
	if n < maxFrequency {
		over := max(int64(n)-startFrequency, 0)
		if t.Rand().Float64() < 1/float64(over*p.LFULogFactor+1) {
			n++
		}
	}
	rec.SetAccess(packFrequency(t.now, n))
}

// notedShift makes periods of some 68 minutes of the access clock. What is used in several of them without having left
// memory is written by a checkpoint in each, for a restart to know that it was used.
const notedShift = 12

// noteUse has the next checkpoint write the access clock of a record. To do so for every use would make writes of reads,
// and those of what has just come from disk would keep it in memory.
func (t *Txn) noteUse(rec keyspace.Record) {
	h := t.e.keys.Hash(rec.Key())
	t.space(h, t.db).NoteUse(h, rec)
}

// touchWritten marks a record that was written as a whole: for the first time, or in the place of another.
func (t *Txn) touchWritten(rec keyspace.Record, existed bool) {
	if !existed && t.e.countsUses.Load() {
		t.SetFrequency(rec, startFrequency)
		return
	}
	t.Touch(rec)
}

// CountsUses reports whether the policy of eviction counts how often keys are used, instead of noting when they were.
func (e *Engine) CountsUses() bool { return e.countsUses.Load() }

// Frequency is the logarithmic counter of a record's uses as of now. It makes sense if CountsUses.
func (t *Txn) Frequency(rec keyspace.Record) uint8 {
	return decayed(rec.Access(), t.now, t.e.eviction.Load().LFUDecayMinutes)
}

// SetFrequency sets that counter.
func (t *Txn) SetFrequency(rec keyspace.Record, n uint8) { rec.SetAccess(packFrequency(t.now, n)) }

// IdleSeconds is for how long a record was not used. It makes no sense if CountsUses.
func (t *Txn) IdleSeconds(rec keyspace.Record) int64 { return int64(idleSeconds(t.now, rec.Access())) }

// SetIdleSeconds sets for how long a record was not used.
func (t *Txn) SetIdleSeconds(rec keyspace.Record, seconds int64) {
	rec.SetAccess((t.AccessClock() - uint32(min(seconds, accessMask))) & accessMask)
}

func minuteClock(nowMillis int64) uint32 { return uint32(nowMillis/minuteMillis) & minuteMask }

func packFrequency(nowMillis int64, n uint8) uint32 { return minuteClock(nowMillis)<<8 | uint32(n) }

// decayed is the counter in access, less one for every so many minutes that have passed.
func decayed(access uint32, nowMillis, decayMinutes int64) uint8 {
	n := int64(access & maxFrequency)
	if decayMinutes > 0 {
		n -= int64((minuteClock(nowMillis)-access>>8)&minuteMask) / decayMinutes
	}
	return uint8(max(n, 0))
}
