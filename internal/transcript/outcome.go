package transcript

import (
	"fmt"
	"strings"

	"github.com/holdfast-db/holdfast/internal/resp"
)

// outcome is the reply to a step that was run.
type outcome struct {
	step  *Step
	want  reply
	value resp.Value
	got   []string // the value, as it was compared
	ok    bool
}

// report shows a wrong reply.
func (o outcome) report(path string) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s:%d: %s", path, o.step.Line, o.step.text)
	if len(o.want.lines) == 0 {
		b.WriteString("\n  (no reply is stated; -reference or -update writes it)")
	}
	for _, line := range diff(o.want.lines, o.got) {
		b.WriteString("\n" + line)
	}
	return b.String()
}

// correction is the edit that makes the outcome right: in the reply that was
// compared, or by a new alternative when it is only RESP3 that differs.
func (o outcome) correction(mode Mode, c *Case) edit {
	firstDiffers := len(o.want.lines) == 0 || mode != RESP3 || c.protocol == 3
	if firstDiffers || o.step.want3.stated() {
		return edit{from: o.want.from, to: o.want.to, lines: o.got}
	}
	lines := append([]string{"resp3>"}, render(o.value, true)...)
	return edit{from: o.want.to, to: o.want.to, lines: lines}
}
