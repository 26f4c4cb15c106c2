package rdb

import (
	"encoding/binary"
	"hash/crc64"
)

// jones is the polynomial of Redis's checksums, its lowest bit first.
const jones = 0x95ac9329ac4bc9b5

// checksumTables say what a byte does to the checksum that has so many bytes behind it. Go's package has them for its
// own polynomials only: for another one it makes them again for every long text, and goes byte by byte through a short
// one, each waiting for the one before.
var checksumTables = makeChecksumTables()

func makeChecksumTables() *[8]crc64.Table {
	tables := [8]crc64.Table{*crc64.MakeTable(jones)}
	for i := range tables[0] {
		crc := tables[0][i]
		for behind := 1; behind < len(tables); behind++ {
			crc = tables[0][byte(crc)] ^ crc>>8
			tables[behind][i] = crc
		}
	}
	return &tables
}

// checksum is the CRC-64 of b as Redis computes it: without the inversions before and after that Go's package makes.
func checksum(b []byte) uint64 { return addToChecksum(0, b) }

// addToChecksum is the checksum of what crc is the one of, followed by b.
func addToChecksum(crc uint64, b []byte) uint64 {
	t := checksumTables
	for ; len(b) >= 8; b = b[8:] {
		crc ^= binary.LittleEndian.Uint64(b)
		crc = t[7][byte(crc)] ^ t[6][byte(crc>>8)] ^ t[5][byte(crc>>16)] ^ t[4][byte(crc>>24)] ^
			t[3][byte(crc>>32)] ^ t[2][byte(crc>>40)] ^ t[1][byte(crc>>48)] ^ t[0][crc>>56]
	}
	for _, c := range b {
		crc = t[0][byte(crc)^c] ^ crc>>8
	}
	return crc
}
