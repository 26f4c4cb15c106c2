package command

import (
	"fmt"
	"strings"
	"testing"
)

// TestNames puts and removes more names than fit at first, some of which differ only where hashName does not look.
func TestNames(t *testing.T) {
	var n names
	if n.get([]byte("get")) != nil || n.get(nil) != nil {
		t.Fatal("an empty table has names")
	}
	specs := map[string]*Spec{}
	for i := range 300 {
		name := fmt.Sprintf("Command-%03d-x", i)
		specs[name] = &Spec{Name: name}
		n.put(name, specs[name])
	}
	check := func() {
		t.Helper()
		for name, want := range specs {
			for _, spelling := range []string{name, strings.ToUpper(name), strings.ToLower(name)} {
				if got := n.get([]byte(spelling)); got != want {
					t.Fatalf("%s: %v, want %v", spelling, got, want)
				}
			}
		}
		for _, other := range []string{"", "Command-000-y", "Command-000", "Command-000-x-", "command-\x10\x10\x10-x"} {
			if got := n.get([]byte(other)); got != nil {
				t.Errorf("%q is %v", other, got)
			}
		}
	}
	check()
	for i := range 150 {
		name := fmt.Sprintf("Command-%03d-x", 2*i)
		n.remove(name)
		specs[name] = nil
	}
	check()
	replaced := &Spec{Name: "other"}
	n.put("Command-001-X", replaced)
	specs["Command-001-x"] = replaced
	check()
	if n.count != 150 {
		t.Errorf("%d names, want 150", n.count)
	}
}
