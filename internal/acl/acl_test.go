package acl

import (
	"errors"
	"strings"
	"testing"
)

// The numbers of the test's commands.
const (
	get = iota
	set
	mget
	config
	configGet
	configSet
	selectDB
	publish
	auth
)

func testCatalogue() *Catalogue {
	return NewCatalogue([]Command{
		{ID: get, Name: "get", Categories: []string{"read", "string", "fast"}},
		{ID: set, Name: "set", Categories: []string{"write", "string", "slow"}},
		{ID: mget, Name: "mget", Categories: []string{"read", "string", "fast"}},
		{ID: config, Name: "config", Categories: []string{"slow"}, Subcommands: []Command{
			{ID: configGet, Name: "config|get", Categories: []string{"admin", "slow"}},
			{ID: configSet, Name: "config|set", Categories: []string{"admin", "slow"}},
		}},
		{ID: selectDB, Name: "select", Categories: []string{"connection", "fast"}},
		{ID: publish, Name: "publish", Categories: []string{"pubsub", "fast"}},
		{ID: auth, Name: "auth", Categories: []string{"connection", "fast"}, AlwaysAllowed: true},
	})
}

func testUsers() *Users {
	us := NewUsers()
	us.Learn(testCatalogue())
	return us
}

// newTestUser makes a user of rules, which stand in one string.
func newTestUser(t testing.TB, us *Users, name, rules string) *User {
	t.Helper()
	u, err := us.Set(name, strings.Fields(rules))
	if err != nil {
		t.Fatalf("%s: %v", rules, err)
	}
	return u
}

// ask makes a request of words; those that begin with r:, w: or rw: are keys, c: and p: are channels and patterns.
func ask(id int, words ...string) *Request {
	r := &Request{Command: id, AlwaysAllowed: id == auth, Args: [][]byte{[]byte("command")}}
	for i, w := range words {
		kind, name, ok := strings.Cut(w, ":")
		if !ok {
			name = w
		}
		r.Args = append(r.Args, []byte(name))
		switch kind {
		case "r", "w", "rw", "none":
			need := map[string]Access{"r": Reads, "w": Writes, "rw": Reads | Writes}[kind]
			r.Keys = append(r.Keys, Key{Pos: i + 1, Need: need})
		case "c", "p":
			if r.FirstChannel == 0 {
				r.FirstChannel = i + 1
			}
			r.LastChannel, r.ArePatterns = i+1, kind == "p"
		}
	}
	return r
}

func TestCheck(t *testing.T) {
	for _, c := range []struct {
		rules string
		r     *Request
		want  Denial
	}{
		{"+@all ~* &*", ask(set, "w:k"), Denial{}},
		{"", ask(get, "r:k"), Denial{Reason: DeniedCommand}},
		{"", ask(auth, "x"), Denial{}},
		{"+get", ask(get, "r:k"), Denial{DeniedKey, 1}},
		{"+@read ~k*", ask(mget, "r:k1", "r:x", "r:y"), Denial{DeniedKey, 2}},
		{"+@all -@string ~*", ask(get, "r:k"), Denial{Reason: DeniedCommand}},
		{"+@all -@string +get ~*", ask(get, "r:k"), Denial{}},
		{"+config|get", ask(configGet, "x"), Denial{}},
		{"+config|get", ask(configSet, "x"), Denial{Reason: DeniedCommand}},
		{"+config -config|set", ask(configSet, "x"), Denial{Reason: DeniedCommand}},
		{"+config -config|set", ask(configGet, "x"), Denial{}},
		{"+@all -config", ask(configGet, "x"), Denial{Reason: DeniedCommand}},
		{"+select|1", ask(selectDB, "1"), Denial{}},
		{"+select|1", ask(selectDB, "2"), Denial{Reason: DeniedCommand}},
		{"+select|1", ask(selectDB), Denial{Reason: DeniedCommand}},
		{"+select|1 -select", ask(selectDB, "1"), Denial{Reason: DeniedCommand}},
		{"+select|1 -@fast", ask(selectDB, "1"), Denial{Reason: DeniedCommand}},
		{"+select +select|1", ask(selectDB, "2"), Denial{}},
		{"+@all %R~k", ask(get, "r:k"), Denial{}},
		{"+@all %R~k", ask(get, "rw:k"), Denial{DeniedKey, 1}},
		{"+@all %R~k %W~k", ask(get, "rw:k"), Denial{}},
		{"+@all %R~k %W~[k]", ask(get, "rw:k"), Denial{DeniedKey, 1}},
		{"+@all %W~k", ask(get, "none:k"), Denial{}},
		{"+publish &a*", ask(publish, "c:abc"), Denial{}},
		{"+publish &a*", ask(publish, "c:abc", "c:b"), Denial{DeniedChannel, 2}},
		{"+publish &a*", ask(publish, "p:a*"), Denial{}},
		{"+publish &a*", ask(publish, "p:ab*"), Denial{DeniedChannel, 1}},
		{"+publish allchannels", ask(publish, "p:ab*"), Denial{}},
		{"+publish allchannels resetchannels", ask(publish, "c:x"), Denial{DeniedChannel, 1}},
		{"(+get ~a) (+set ~b)", ask(get, "r:a"), Denial{}},
		{"(+get ~a) (+set ~b)", ask(set, "w:b"), Denial{}},
		{"(+get ~a) (+set ~b)", ask(get, "r:b"), Denial{DeniedKey, 1}},
		{"+mget ~a (+mget ~a ~b)", ask(mget, "r:b", "r:c"), Denial{DeniedKey, 2}},
		{"(+get ~a) clearselectors", ask(get, "r:a"), Denial{Reason: DeniedCommand}},
		{"+get ~a reset", ask(get, "r:a"), Denial{Reason: DeniedCommand}},
	} {
		u := newTestUser(t, testUsers(), "u", c.rules)
		if got := u.Check(c.r); got != c.want {
			t.Errorf("%q: %q is %v, want %v", c.rules, c.r.Args, got, c.want)
		}
	}
}

func TestChannelsOfUser(t *testing.T) {
	us := testUsers()
	u := newTestUser(t, us, "u", "&news:* (&sport)")
	for name, want := range map[string]bool{"news:1": true, "sport": true, "other": false} {
		if got := u.MayUseChannel([]byte(name), false); got != want {
			t.Errorf("channel %s: %v", name, got)
		}
	}
	for name, want := range map[string]bool{"news:*": true, "news:1": false, "*": false} {
		if got := u.MayUseChannel([]byte(name), true); got != want {
			t.Errorf("pattern %s: %v", name, got)
		}
	}
	if !us.Default().MayUseChannel([]byte("*"), true) {
		t.Error("the default user may not use all channels")
	}
}

func TestEveryKey(t *testing.T) {
	us := testUsers()
	for rules, want := range map[string]bool{
		"+get ~*": true, "+get %R~*": true, "+get %W~*": false, "+get ~k": false,
		"~* (+get ~k)": false, "(+get ~k %R~*)": true,
	} {
		u := newTestUser(t, us, "u", "reset "+rules)
		if got := u.MayUseEveryKey(ask(get, "r:k"), Reads); got != want {
			t.Errorf("%q: %v", rules, got)
		}
	}
}

// TestRulesInWords proves that what ACL LIST says makes the same user again, and that rules which say nothing more are
// left out.
func TestRulesInWords(t *testing.T) {
	for rules, want := range map[string]string{
		"+get +set -get":                         "-@all +set -get",
		"+@all -@string -@slow +get":             "+@all -@string -@slow +get",
		"+@all -@string -@slow +get -@string":    "+@all -@slow +get -@string",
		"+@STRING +GET +get":                     "-@all +@string +get",
		"+config|get +config":                    "-@all +config",
		"+config +config|get -config|set":        "-@all +config +config|get -config|set",
		"+config +config|get -config|set -@fast": "-@all +config +config|get -config|set -@fast",
		"+select|0 +select|0 +select|1":          "-@all +select|0 +select|1",
		"+select|0 +select":                      "-@all +select",
		"-@slow +@all":                           "+@all",
	} {
		us := testUsers()
		u := newTestUser(t, us, "u", rules)
		if got := u.Details().Root.Commands; got != want {
			t.Errorf("%q is %q, want %q", rules, got, want)
		}
		again := newTestUser(t, us, "again", strings.Join(u.Words()[1:], " "))
		if got, want := again.Words()[1:], u.Words()[1:]; strings.Join(got, " ") != strings.Join(want, " ") {
			t.Errorf("%q makes %q again", want, got)
		}
	}
}

func TestPasswords(t *testing.T) {
	us := testUsers()
	newTestUser(t, us, "u", "on >one >two")
	for password, want := range map[string]bool{"one": true, "two": true, "three": false, "": false} {
		if got := us.Authenticate("u", password) != nil; got != want {
			t.Errorf("password %q: %v", password, got)
		}
	}
	if us.Authenticate("nobody", "one") != nil || us.Authenticate("", "") != nil {
		t.Error("a user that does not exist has a password")
	}
	newTestUser(t, us, "u", "off")
	if us.Authenticate("u", "one") != nil {
		t.Error("a user that is off is let in")
	}
	newTestUser(t, us, "u", "on <one resetpass")
	if us.Authenticate("u", "two") != nil {
		t.Error("resetpass leaves a password")
	}
	if strings.Contains(us.FileText(), "two") {
		t.Errorf("a password is kept in clear: %s", us.FileText())
	}
}

func TestDefaultPassword(t *testing.T) {
	us := testUsers()
	if !us.Default().IsOpen() || !us.HasPlainDefault("") {
		t.Error("the default user needs a password to begin with")
	}
	us.SetDefaultPassword("secret")
	if us.Default().IsOpen() || us.Authenticate(DefaultName, "secret") == nil || !us.HasPlainDefault("secret") {
		t.Error("requirepass gives no password")
	}
	newTestUser(t, us, DefaultName, ">more")
	if us.HasPlainDefault("secret") || us.Authenticate(DefaultName, "more") == nil {
		t.Error("there is no second password")
	}
	us.SetDefaultPassword("")
	if !us.Default().IsOpen() || !us.Default().IsUnrestricted() {
		t.Error("no requirepass needs a password")
	}
}

func TestFailedChangeChangesNothing(t *testing.T) {
	us := testUsers()
	before := newTestUser(t, us, "u", "on +get ~a").Describe()
	var wrong *ModifierError
	if _, err := us.Set("u", []string{"+set", "~b", "nonsense"}); !errors.As(err, &wrong) || wrong.Modifier != "nonsense" {
		t.Errorf("nonsense is taken: %v", err)
	}
	if got := us.Find("u").Describe(); got != before {
		t.Errorf("%q became %q", before, got)
	}
	if _, err := us.Set("v", []string{"nonsense"}); err == nil || us.Find("v") != nil {
		t.Errorf("nonsense makes a user: %v", err)
	}
}

func TestRemovedUserMayDoNothing(t *testing.T) {
	us := testUsers()
	u := newTestUser(t, us, "u", "on nopass +@all ~* &*")
	if removed, err := us.Remove("u"); removed != u || err != nil || us.Find("u") != nil {
		t.Errorf("removed %v, %v", removed, err)
	}
	if u.IsUnrestricted() || u.Check(ask(get)).IsAllowed() {
		t.Error("who holds on to a removed user may do what it could")
	}
}

func TestFile(t *testing.T) {
	us := testUsers()
	newTestUser(t, us, "alice", "on >secret +@all -config|set ~a* &c (+set %W~b)")
	newTestUser(t, us, DefaultName, "off")
	text := us.FileText()
	other := testUsers()
	old := newTestUser(t, other, "old", "on nopass +@all ~* &*")
	gone, err := other.LoadFile("f", text)
	if err != nil || len(gone) != 1 || gone[0] != old || old.IsUnrestricted() {
		t.Fatalf("LoadFile: %v gone, %v", gone, err)
	}
	if got := other.FileText(); got != text {
		t.Errorf("the file\n%s became\n%s", text, got)
	}
	for text, want := range map[string]string{
		"user a on\nuser a off":          "f:2: Duplicate user 'a' found.",
		"\n\nuser a on nonsense":         "f:3: 'nonsense': Syntax error.",
		"alice on":                       "f:1: should start with user keyword followed by the username.",
		"user a on\r\n \t\nuser b (+get": "f:3: Unmatched parenthesis in acl selector starting at '(+get'.",
	} {
		if _, err := other.LoadFile("f", text); err == nil || !strings.HasPrefix(err.Error(), want+" WARNING: ") {
			t.Errorf("%q: %v, want %s", text, err, want)
		}
	}
	if got := other.FileText(); got != text {
		t.Errorf("files with mistakes changed the users to\n%s", got)
	}
}

func TestJournal(t *testing.T) {
	us := NewUsers()
	j := &us.Journal
	event := func(object string, atMillis int64) {
		j.Add(Entry{Reason: DeniedKey, Object: object, Username: "u", UpdatedMillis: atMillis})
	}
	event("a", 1000)
	event("b", 2000)
	event("a", 3000)
	entries := j.Entries(10)
	if len(entries) != 2 || entries[0].Object != "a" || entries[0].Count != 2 || entries[0].ID != 0 ||
		entries[0].CreatedMillis != 1000 || entries[0].UpdatedMillis != 3000 || entries[1].ID != 1 {
		t.Errorf("entries are %+v", entries)
	}
	event("a", 3000+groupedMillis+1)
	if entries := j.Entries(1); len(entries) != 1 || entries[0].ID != 2 || entries[0].Count != 1 {
		t.Errorf("what is long ago is the same: %+v", entries)
	}
	j.SetLimit(2)
	if entries := j.Entries(10); len(entries) != 2 || entries[1].UpdatedMillis != 3000 {
		t.Errorf("the oldest is not forgotten first: %+v", entries)
	}
	j.SetLimit(0)
	event("c", 5000)
	if len(j.Entries(10)) != 0 || j.Denied(DeniedKey) != 5 || j.Denied(DeniedAuth) != 0 {
		t.Errorf("%d entries, %d denied", len(j.Entries(10)), j.Denied(DeniedKey))
	}
}

func TestCheckDoesNotAllocate(t *testing.T) {
	u := newTestUser(t, testUsers(), "u", "on +get ~a* ~b* (+mget ~c)")
	r := ask(get, "r:bcd")
	if allocs := testing.AllocsPerRun(100, func() { u.Check(r) }); allocs != 0 {
		t.Errorf("a check allocates %v times", allocs)
	}
}

// FuzzModifiers proves that rules which are taken can be written down and read back.
func FuzzModifiers(f *testing.F) {
	for _, seed := range []string{"on >x +get ~a", "(+get ~a) %R~b &c", "+select|0 -@all +@read", "reset nopass (()", "(&))"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, rules string) {
		us := testUsers()
		u, err := us.Set("u", strings.FieldsFunc(rules, isBlank))
		if err != nil {
			return
		}
		other := testUsers()
		if _, err := other.LoadFile("f", u.Describe()); err != nil {
			t.Fatalf("%q: %v", u.Describe(), err)
		}
		if got := other.Find("u").Describe(); got != u.Describe() {
			t.Fatalf("%q became %q", u.Describe(), got)
		}
	})
}

func TestChannelsByDefault(t *testing.T) {
	us := testUsers()
	for _, allow := range []bool{true, false} {
		us.AllowChannelsByDefault(allow)
		for _, rules := range []string{"reset", "off (+get)"} {
			u := newTestUser(t, us, "u", rules)
			if got := u.MayUseChannel([]byte("c"), false); got != allow {
				t.Errorf("all channels by default %v: after %q it is %v", allow, rules, got)
			}
		}
		if _, err := us.Remove("u"); err != nil {
			t.Fatal(err)
		}
	}
}
