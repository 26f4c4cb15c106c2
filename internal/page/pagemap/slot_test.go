package pagemap

import (
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
		changed := strings.Repeat(string('a'+rune(i%26)), len(want.value))
		if o.rnd.IntN(3) == 0 {
			changed = o.value()
		}
		if had && o.m.SetSlot(slot, text(changed)) {
			written++
			o.want[key] = field{value: changed, at: want.at}
			if again := o.m.SetSlot(slot, text(changed)); again != (page.ItemLen(text(changed)) == page.ItemLen(value)) {
				t.Fatalf("wrote %.20q again behind %.20q: %v", changed, spell(value), again)
			}
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

// TestNoSlot leaves to Set what is in a blob, or shall be.
func TestNoSlot(t *testing.T) {
	m, long := New(testEnv(), page.Pairs), text(strings.Repeat("v", 600))
	if m.SetSlot(Slot{}, text("v")) {
		t.Error("written nowhere")
	}
	_, err := m.Set(page.Entry{Key: text("k"), Value: text("v")})
	check(t, err)
	if _, slot, _, _ := m.GetSlot(text("k")); m.SetSlot(slot, long) {
		t.Error("a blob was written")
	}
	_, err = m.Set(page.Entry{Key: text("k"), Value: long})
	check(t, err)
	if _, slot, _, _ := m.GetSlot(text("k")); slot != (Slot{}) {
		t.Error("a blob has a slot")
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
