package script

import "testing"

func BenchmarkReadReply(b *testing.B) {
	m := NewMachine(Version{"7.2.5", 0x70205}, 1)
	for name, reply := range map[string]string{
		"bulk":    "$3\r\nbar\r\n",
		"integer": ":1234\r\n",
		"array":   "*4\r\n$1\r\na\r\n$1\r\nb\r\n$1\r\nc\r\n:1\r\n",
	} {
		encoded := []byte(reply)
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				m.readReply(m.l, encoded)
			}
		})
	}
}
