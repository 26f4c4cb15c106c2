package script

import (
	"strings"
	"testing"
)

// FuzzUnpack decodes anything, and packs again what it could decode: the same values come out.
func FuzzUnpack(f *testing.F) {
	for _, seed := range []string{"\x93\x01\x02\xa1x", "\x82\xa1a\x01\xa1b\xc0", "\xcb\x3f\xb9\x99\x99\x99\x99\x99\x9a", "\xdd\xff\xff\xff\xff", "\xdf\xff\xff\xff\xff\x01"} {
		f.Add([]byte(seed))
	}
	m := NewMachine(Version{}, 1)
	f.Fuzz(func(t *testing.T, in []byte) {
		u := unpacker{l: m.l, in: in}
		values, err := u.values(0)
		if err != nil {
			return
		}
		var packed []byte
		for _, v := range values {
			packed = appendPacked(m.l, packed, v, 0)
		}
		again, err := (&unpacker{l: m.l, in: packed}).values(0)
		if err != nil || len(again) != len(values) {
			t.Fatalf("%q gave %d values, packed as %q %d: %v", in, len(values), packed, len(again), err)
		}
	})
}

// FuzzLibraries hands anything to the decoders that scripts can call: they fail as Lua functions do, or not at all.
func FuzzLibraries(f *testing.F) {
	f.Add("cjson.decode", `{"a": [1, 2.5e3, "\u00e9", null]}`)
	f.Add("cmsgpack.unpack", "\x93\x01\x02\xa1x")
	f.Add("struct.size", ">I2!8i4c3s")
	f.Add("struct.pack", ">I2!8i4c3s")
	f.Add("struct.unpack", ">I2c0")
	f.Add("string.format", "%5.2f %q %s")
	f.Add("string.find", "%f[%w](1+)()-%b12[^3-]$")
	f.Add("string.gsub", "a(1?)%1")
	m := NewMachine(Version{}, 1)
	f.Fuzz(func(t *testing.T, function, arg string) {
		if strings.ContainsAny(function, "()'\n") {
			return
		}
		source := "local f = _G for n in (ARGV[1]):gmatch('[^.]+') do f = f[n] end return tostring(pcall(f, ARGV[2], 1, 2, 3))"
		if got := run(t, m, source, function, arg); strings.Contains(got, "runtime error") {
			t.Errorf("%s(%q): %s", function, arg, got)
		}
	})
}
