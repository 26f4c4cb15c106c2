package rdb

import (
	"bytes"
	"encoding/binary"
)

const (
	// Version is that of what is written unless a value needs a later one: Redis 7.2's.
	Version = 11
	// MinVersion and MaxVersion are the earliest and the latest that are read: those of the first files of Redis, and of 7.4.
	MinVersion, MaxVersion = 1, 12
	// ValkeyVersion is that of Valkey 9, which has parted from Redis's after 11. It is only read.
	ValkeyVersion = 80
	// FunctionVersion is the first that has libraries of functions: Redis 7.0's.
	FunctionVersion = 10

	sealBytes = 2 + 8 // the version and the checksum, both little-endian
)

// AppendSeal completes the payload of DUMP that begins at dst[from]. It is of a later version than Version if the type
// is, so that those refuse it who do not know the type.
func AppendSeal(dst []byte, from int) []byte {
	version := Version
	if from < len(dst) && Type(dst[from]).Kind() != Unknown { // libraries of functions have no type
		version = max(version, Type(dst[from]).since())
	}
	return appendSealOf(dst, from, version)
}

// AppendOldSeal is AppendSeal with the earliest version that has what the payload begins with, so that old servers take
// it: a value, or a library of functions.
func AppendOldSeal(dst []byte, from int) []byte {
	version := FunctionVersion
	if dst[from] != OpFunction {
		version = Type(dst[from]).since()
	}
	return appendSealOf(dst, from, version)
}

func appendSealOf(dst []byte, from, version int) []byte {
	dst = binary.LittleEndian.AppendUint16(dst, uint16(version))
	return binary.LittleEndian.AppendUint64(dst, checksum(dst[from:]))
}

// Unseal checks a payload of DUMP and returns the type and the value in it.
func Unseal(payload []byte) ([]byte, error) {
	at := len(payload) - sealBytes
	if at < 0 {
		return nil, ErrSeal
	}
	seal := payload[at:]
	version := binary.LittleEndian.Uint16(seal)
	if version > MaxVersion && version != ValkeyVersion || binary.LittleEndian.Uint64(seal[2:]) != checksum(payload[:at+2]) {
		return nil, ErrSeal
	}
	body := payload[:at]
	switch {
	case at > 0 && Type(body[0]) == TypeHashTimedValkey:
		return nil, ErrType // it has that number in memory only
	case at > 0 && Type(body[0]) == valkeyHash && version == ValkeyVersion:
		body = bytes.Clone(body)
		body[0] = byte(TypeHashTimedValkey)
	}
	return body, nil
}
