package pagemap

import (
	"bytes"
	"strings"
	"testing"

	"github.com/holdfast-db/holdfast/internal/page"
)

// TestSlots changes values where they lie, and in between the map by other means.
func TestSlots(t *testing.T) {
	o := newModel(t, page.Pairs)
	written := 0
	for i := range 20_000 {
		key := o.key(500)
		value, slot, found, err := o.m.GetSlot(text(key))
		check(t, err)
		want, had := o.want[key]
		if found != had || had && spell(value) != want.value {
			t.Fatalf("GetSlot(%.20q) = %.20q, %v; want %.20q", key, spell(value), found, want.value)
		}
		isStale := o.rnd.IntN(4) == 0
		if isStale {
			switch other := o.key(500); o.rnd.IntN(3) {
			case 0:
				o.set(other)
			case 1:
				o.expire(other)
			default:
				o.delete(other)
			}
		}
		want, had = o.want[key]
		changed := bytes.Repeat([]byte{'a' + byte(i%26)}, len(want.value))
		if had && o.m.SetSlot(slot, changed) {
			written++
			o.want[key] = field{value: string(changed), at: want.at}
		}
		if o.m.SetSlot(slot, append(changed, 'x')) {
			t.Fatal("wrote a longer value")
		}
		o.get(key)
		if i%1000 == 0 {
			o.verify()
		}
	}
	if o.verify(); written < 500 {
		t.Errorf("only %d values were written in place", written)
	}
}

// TestSlotStaysText refuses to write over a text what is an integer, which has another form.
func TestSlotStaysText(t *testing.T) {
	m := New(testEnv(), page.Pairs)
	_, err := m.Set(page.Entry{Key: text("k"), Value: text("v1")})
	check(t, err)
	_, slot, _, err := m.GetSlot(text("k"))
	check(t, err)
	if m.SetSlot(slot, []byte("12")) || m.SetSlot(Slot{}, []byte("v2")) {
		t.Error("written")
	}
	if !m.SetSlot(slot, []byte("v2")) {
		t.Error("not written")
	}
	for _, value := range []string{"12", strings.Repeat("v", 600)} {
		_, err := m.Set(page.Entry{Key: text("k"), Value: text(value)})
		check(t, err)
		if _, slot, _, _ := m.GetSlot(text("k")); slot != (Slot{}) {
			t.Errorf("%.3s... has a slot", value)
		}
	}
}

func TestSharedRoot(t *testing.T) {
	home := New(testEnv(), page.Pairs)
	m, opened := NewIn(home.Pages(), page.Pairs), Map{}
	_, err := m.Set(page.Entry{Key: text("k"), Value: text("v"), ExpireAt: 5})
	check(t, err)
	root := m.AppendSharedRoot(nil)
	check(t, opened.OpenIn(home.Pages(), page.Pairs, root))
	if e, found, err := opened.Get(text("k")); !found || err != nil || spell(e.Value) != "v" || opened.Len() != 1 || opened.NextExpiry() != 5 {
		t.Errorf("%v, %v, %v", e, found, err)
	}
	if err := opened.OpenIn(home.Pages(), page.Pairs, root[:SharedRootLen-1]); err != page.ErrCorrupt {
		t.Errorf("a short root: %v", err)
	}
	root[0] = 0xFF
	if err := opened.OpenIn(home.Pages(), page.Pairs, root); err != page.ErrCorrupt {
		t.Errorf("a page that is not there: %v", err)
	}
}
