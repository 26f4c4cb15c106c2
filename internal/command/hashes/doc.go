// Package hashes owns the commands on hashes and on the expiry of their fields.
package hashes

import "github.com/holdfast-db/holdfast/internal/command"

// Specs returns the family's commands.
func Specs() []command.Spec {
	return []command.Spec{
		hdelSpec(), hexistsSpec(), hexpireSpec(), hexpireAtSpec(), hexpireTimeSpec(), hgetSpec(), hgetAllSpec(),
		hgetDelSpec(), hgetExSpec(), hincrBySpec(), hincrByFloatSpec(), hkeysSpec(), hlenSpec(), hmgetSpec(),
		hmsetSpec(), hpersistSpec(), hpexpireSpec(), hpexpireAtSpec(), hpexpireTimeSpec(), hpttlSpec(),
		hrandFieldSpec(), hscanSpec(), hsetSpec(), hsetExSpec(), hsetNXSpec(), hstrlenSpec(), httlSpec(), hvalsSpec(),
	}
}
