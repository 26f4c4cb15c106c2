package config

import (
	"testing"
)

func TestShareOfMemory(t *testing.T) {
	for _, tc := range []struct {
		value, shown string
		bytes        int64 // of 1000
		err          string
	}{
		{value: "0", shown: "0"},
		{value: "5%", shown: "5%", bytes: 50},
		{value: "100%", shown: "100%", bytes: 1000},
		{value: "2kb", shown: "2048", bytes: 2048},
		{value: "101%", err: "percentage argument must be less or equal to 100"},
		{value: "-1%", err: "argument must be a memory or percent value"},
		{value: "05%", err: "argument must be a memory or percent value"},
		{value: "%", err: "argument must be a memory or percent value"},
		{value: "x", err: "argument must be a memory or percent value"},
	} {
		cfg := New()
		err := cfg.Set(Pair{Name: "maxmemory-clients", Value: tc.value})
		if tc.err != "" {
			const prefix = "ERR CONFIG SET failed (possibly related to argument 'maxmemory-clients') - "
			if err == nil || err.Error() != prefix+tc.err {
				t.Errorf("%s: %v", tc.value, err)
			}
			continue
		}
		shown := cfg.Get("maxmemory-clients")[0].Value
		if bytes := cfg.MaxMemoryClients.Of(1000); err != nil || shown != tc.shown || bytes != tc.bytes {
			t.Errorf("%s is shown as %s and stands for %d bytes (%v)", tc.value, shown, bytes, err)
		}
	}
}
