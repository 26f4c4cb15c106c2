package latency

import (
	"fmt"
	"strings"
)

// graphRows is how high a graph is.
const graphRows = 4

// Graph draws the spikes of an event as columns, oldest first, with their age below.
func Graph(h History, nowSeconds int64) string {
	low, high := h.Spikes[0].Millis, h.Spikes[0].Millis
	for _, s := range h.Spikes {
		low, high = min(low, s.Millis), max(high, s.Millis)
	}
	var b strings.Builder
	fmt.Fprintf(&b, "%s - high %d ms, low %d ms (all time high %d ms)\n", h.Event, high, low, h.MaxMillis)
	b.WriteString(strings.Repeat("-", 80) + "\n")
	for row := range graphRows {
		for _, s := range h.Spikes {
			b.WriteByte(pixel(s.Millis, high, graphRows-1-row))
		}
		b.WriteByte('\n')
	}
	b.WriteByte('\n')
	writeAges(&b, h.Spikes, nowSeconds)
	return b.String()
}

// pixel is what stands in a row, counted from the bottom, of the column of one spike. Halves of a row count.
func pixel(millis, high int64, row int) byte {
	halves := max(1, millis*graphRows*2/max(high, 1)) - int64(row)*2
	switch {
	case halves <= 0:
		return ' '
	case halves == 1:
		return '_'
	default:
		return '#'
	}
}

// writeAges writes under each column how long ago it was, downwards.
func writeAges(b *strings.Builder, spikes []Spike, nowSeconds int64) {
	labels, longest := make([]string, len(spikes)), 0
	for i, s := range spikes {
		labels[i] = age(nowSeconds - s.UnixSeconds)
		longest = max(longest, len(labels[i]))
	}
	for row := range longest {
		for _, l := range labels {
			if row < len(l) {
				b.WriteByte(l[row])
			} else {
				b.WriteByte(' ')
			}
		}
		b.WriteByte('\n')
	}
}

// age is a duration in its largest unit.
func age(seconds int64) string {
	switch {
	case seconds < 60:
		return fmt.Sprintf("%ds", seconds)
	case seconds < 60*60:
		return fmt.Sprintf("%dm", seconds/60)
	case seconds < 24*60*60:
		return fmt.Sprintf("%dh", seconds/(60*60))
	default:
		return fmt.Sprintf("%dd", seconds/(24*60*60))
	}
}
