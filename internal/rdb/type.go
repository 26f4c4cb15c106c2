package rdb

import "math"

// Type is the byte in front of a value: what it is, and how it is laid out. The numbers are Redis's.
type Type uint8

// The types that can be read.
const (
	TypeString            Type = 0
	TypeList              Type = 1
	TypeSet               Type = 2
	TypeZSet              Type = 3 // with scores in decimal
	TypeHash              Type = 4
	TypeZSet2             Type = 5 // with binary scores
	TypeHashZipmap        Type = 9
	TypeListZiplist       Type = 10
	TypeSetIntset         Type = 11
	TypeZSetZiplist       Type = 12
	TypeHashZiplist       Type = 13
	TypeListQuicklist     Type = 14 // of ziplists
	TypeStream            Type = 15
	TypeHashListpack      Type = 16
	TypeZSetListpack      Type = 17
	TypeListQuicklist2    Type = 18 // of listpacks and single elements
	TypeStream2           Type = 19 // with its first and its deleted ids
	TypeSetListpack       Type = 20
	TypeStream3           Type = 21 // with the times at which consumers were active
	TypeHashTimedRC       Type = 22 // of release candidates of Redis 7.4
	TypeHashTimedPackedRC Type = 23 // likewise
	TypeHashTimed         Type = 24 // with fields that expire
	TypeHashTimedPacked   Type = 25 // likewise, in a listpack
)

// TypeHashTimedValkey is what Valkey 9 has under a number that Redis has given to another type. It stands for that in
// memory only.
const TypeHashTimedValkey = typeIsValkeys | valkeyHash

const (
	typeIsValkeys Type = 0x80
	// valkeyHash is the last type of Valkey 9.
	valkeyHash Type = 22
)

// The types that are known and not read.
const (
	typeModule  Type = 6 // only its module can tell where it ends
	typeModule2 Type = 7
)

// Kind is what a value is, however it is laid out.
type Kind uint8

// The kinds of values.
const (
	Unknown Kind = iota
	String
	List
	Set
	ZSet
	Hash
	Stream
)

// Kind tells which of the Reader's methods reads a value of the type.
func (t Type) Kind() Kind {
	switch t {
	case TypeString:
		return String
	case TypeList, TypeListZiplist, TypeListQuicklist, TypeListQuicklist2:
		return List
	case TypeSet, TypeSetIntset, TypeSetListpack:
		return Set
	case TypeZSet, TypeZSet2, TypeZSetZiplist, TypeZSetListpack:
		return ZSet
	case TypeHash, TypeHashZipmap, TypeHashZiplist, TypeHashListpack,
		TypeHashTimedRC, TypeHashTimedPackedRC, TypeHashTimed, TypeHashTimedPacked, TypeHashTimedValkey:
		return Hash
	case TypeStream, TypeStream2, TypeStream3:
		return Stream
	}
	return Unknown
}

// since is the first version of Redis's format that has the type.
func (t Type) since() int {
	switch {
	case t <= TypeHash || t >= TypeHashZipmap && t <= TypeHashZiplist:
		return 6 // or before, which is nothing that is written or read here
	case t == TypeListQuicklist:
		return 7
	case t <= typeModule2:
		return 8
	case t == TypeStream:
		return 9
	case t <= TypeStream2:
		return 10
	case t <= TypeStream3:
		return 11
	case t <= TypeHashTimedPacked:
		return 12
	}
	return math.MaxInt
}
