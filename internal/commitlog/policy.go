package commitlog

// Policy says what a record must have reached to count as acknowledged.
type Policy uint8

const (
	// PolicyEverySec acknowledges what the kernel has, and syncs about once a
	// second in the background.
	PolicyEverySec Policy = iota
	// PolicyAlways acknowledges what has been synced.
	PolicyAlways
	// PolicyNo acknowledges what the kernel has, and syncs only when a segment
	// is full and when the log is closed.
	PolicyNo
)

// String returns the name that the appendfsync setting uses.
func (p Policy) String() string {
	switch p {
	case PolicyAlways:
		return "always"
	case PolicyNo:
		return "no"
	default:
		return "everysec"
	}
}
