package transcript

import (
	"errors"
	"strings"
	"testing"

	"github.com/holdfast-db/holdfast/internal/redistest"
)

// playText plays the only case of a transcript.
func playText(t *testing.T, target Target, mode Mode, text string) []outcome {
	t.Helper()
	file := parse(t, text)
	if reason := mode.skipReason(&file.Cases[0], target); reason != "" {
		t.Fatalf("the case is skipped: %s", reason)
	}
	p := player{target: target, mode: mode}
	outcomes, err := p.play(&file.Cases[0])
	if err != nil {
		t.Fatal(err)
	}
	return outcomes
}

// wrong lists the commands whose replies were not as stated.
func wrong(outcomes []outcome) string {
	var lines []string
	for _, out := range outcomes {
		if !out.ok {
			lines = append(lines, strings.TrimPrefix(out.step.text, "> "))
		}
	}
	return strings.Join(lines, ", ")
}

func TestModesReachTheServer(t *testing.T) {
	const text = "> SET k v\nOK\n> GET k\n\"v\"\n> BAD\n(error) ERR bad\n"
	for mode, want := range map[Mode]string{
		Plain: "dial, CLIENT LIST, FLUSHALL, dial, SET k v, GET k, BAD, close, close",
		RESP3: "dial, HELLO 3, CLIENT LIST, FLUSHALL, dial, HELLO 3, SET k v, GET k, BAD, close, close",
		Multi: "dial, CLIENT LIST, FLUSHALL, dial, MULTI, SET k v, EXEC, MULTI, GET k, EXEC, MULTI, BAD, EXEC, close, close",
		Restart: "dial, CLIENT LIST, FLUSHALL, dial, SET k v, close, close, restart, " +
			"dial, GET k, close, restart, dial, BAD, close",
		RestartLast: "dial, CLIENT LIST, FLUSHALL, dial, SET k v, GET k, close, close, restart, dial, BAD, close",
	} {
		target := &fake{}
		if failed := wrong(playText(t, target, mode, text)); failed != "" {
			t.Errorf("mode %v: wrong replies to %s", mode, failed)
		}
		if got := strings.Join(target.log, ", "); got != want {
			t.Errorf("mode %v did\n%s, want\n%s", mode, got, want)
		}
	}
}

func TestWrongRepliesAreFound(t *testing.T) {
	for _, test := range []struct {
		mode        Mode
		text, wrong string
	}{
		{Plain, "> SET k v\nOK\n> GET k\n\"w\"\n> GET k\n\"v\"\n", "GET k"},
		{Plain, "> SET k v\n", "SET k v"},
		{Multi, "> BAD\nOK\n", "BAD"},
		{Restart, "> SET k v\nOK\n> GET k\n\"v\"\n", "GET k"},
		{RestartLast, "> SET k v\nOK\n> GET k\n\"v\"\n", "GET k"},
		{Plain, "> TRUE\n(integer) 1\nresp3>\n(integer) 1\n", ""},
		{RESP3, "> TRUE\n(integer) 1\nresp3>\n(true)\n", ""},
		{RESP3, "> TRUE\n(integer) 1\nresp3>\n(integer) 1\n", "TRUE"},
		{RESP3, "> TRUE\n(integer) 1\n", ""},
		{RESP3, "@ resp3\n> TRUE\n(integer) 1\n", "TRUE"},
		{RESP3, "@ resp3\n> TRUE\n(true)\n", ""},
	} {
		outcomes := playText(t, &fake{forgets: true}, test.mode, test.text)
		if got := wrong(outcomes); got != test.wrong {
			t.Errorf("mode %v of %q: wrong replies to %q, want %q", test.mode, test.text, got, test.wrong)
		}
	}
}

func TestTimeAndPolling(t *testing.T) {
	const text = "@ advance 1500ms\n> NOW\n(integer) 1500\n@ poll\n> POLL\n(integer) 3\n> NOW\n(integer) 1500\n"
	if failed := wrong(playText(t, &fake{}, Plain, text)); failed != "" {
		t.Errorf("wrong replies to %s", failed)
	}
}

func TestRealServersSkipSteps(t *testing.T) {
	const text = "@ redis 7.2\n> GET new\n@ all\n@ ours why not\n> GET ours\n@ all\n> GET old\n"
	for version, want := range map[redistest.Version]string{
		{}:                   "GET new, GET ours, GET old",
		{Major: 7, Patch: 9}: "GET old",
		{Major: 7, Minor: 2}: "GET new, GET old",
	} {
		if got := wrong(playText(t, &fake{version: version}, Plain, text)); got != want {
			t.Errorf("version %v ran %s, want %s", version, got, want)
		}
	}
}

func TestSkipReasons(t *testing.T) {
	whole := &fake{}
	stuck := frozen{whole}
	for _, test := range []struct {
		text   string
		mode   Mode
		target Target
		want   string
	}{
		{"> GET k", Restart, whole, ""},
		{"> GET k", Restart, stuck, "cannot be restarted"},
		{"@ norestart\n> GET k", Restart, whole, "norestart"},
		{"@ norestart\n> GET k", Multi, whole, ""},
		{"@ nomulti\n> GET k", Multi, whole, "nomulti"},
		{"@ nomulti\n> GET k", RestartLast, whole, ""},
		{"> watch k", Multi, whole, "do not nest"},
		{"> watch k", Restart, whole, "do not survive"},
		{"> GET k\n<", Multi, whole, "outside of EXEC"},
		{"@ conn b\n> GET k", RestartLast, whole, "do not survive"},
		{"@ conn b\n> GET k", RESP3, whole, ""},
		{"@ resp2\n> GET k", RESP3, whole, "other protocol"},
		{"@ resp3\n> GET k", Multi, whole, "other protocol"},
		{"@ advance 1s\n> GET k", Plain, whole, ""},
		{"@ advance 1s\n> GET k", Plain, stuck, "virtual time"},
		{"@ advance 1s\n@ poll\n> GET k\n(nil)", Plain, stuck, ""},
	} {
		file := parse(t, test.text)
		got := test.mode.skipReason(&file.Cases[0], test.target)
		if got == "" != (test.want == "") || !strings.Contains(got, test.want) {
			t.Errorf("%q in mode %v: skipped because %q, want %q", test.text, test.mode, got, test.want)
		}
	}
}

func TestDebugIsAskedFor(t *testing.T) {
	file := parse(t, "@ debug\n> GET k\n(nil)\n")
	p := player{target: &fake{}, mode: Plain}
	if _, err := p.play(&file.Cases[0]); !errors.Is(err, errDebugRefused) {
		t.Errorf("without DEBUG: %v", err)
	}
}

func TestBrokenConnectionsAreErrors(t *testing.T) {
	file := parse(t, "> GET k\n(nil)\n<\n(nil)\n")
	p := player{target: &fake{}, mode: Plain}
	outcomes, err := p.play(&file.Cases[0])
	if err == nil || !strings.Contains(err.Error(), "line 3") || len(outcomes) != 1 {
		t.Errorf("%d outcomes and the error %v, want one and line 3", len(outcomes), err)
	}
}

func TestReport(t *testing.T) {
	outcomes := playText(t, &fake{}, Plain, "> GET k\n1) \"a\"\n(nil)\n> GET k\n")
	want := []string{
		"x.transcript:1: > GET k\n  - 1) \"a\"\n    (nil)",
		"x.transcript:4: > GET k\n  (no reply is stated; -reference or -update writes it)\n  + (nil)",
	}
	for i, out := range outcomes {
		if got := out.report("x.transcript"); got != want[i] {
			t.Errorf("report\n%s\nwant\n%s", got, want[i])
		}
	}
}
