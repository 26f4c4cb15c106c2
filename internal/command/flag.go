package command

// Flag is one property of a command. The flags gate the command in the session and are what COMMAND INFO prints.
type Flag uint64

const (
	// Write marks commands that may change data; they are refused when the log cannot take more.
	Write Flag = 1 << iota
	// ReadOnly marks commands that read keys and never change them.
	ReadOnly
	// DenyOOM refuses the command when memory is over the limit.
	DenyOOM
	// Admin marks commands for operators.
	Admin
	// PubSub marks the publish/subscribe commands.
	PubSub
	// NoScript refuses the command inside scripts.
	NoScript
	// Blocking marks commands that may park the client.
	Blocking
	// Loading allows the command while data is being loaded.
	Loading
	// Stale allows the command on a replica that lost its primary.
	Stale
	// SkipMonitor keeps the command out of MONITOR.
	SkipMonitor
	// SkipSlowlog keeps the command out of SLOWLOG.
	SkipSlowlog
	// Fast marks O(1) and O(log n) commands.
	Fast
	// NoAuth allows the command before authentication.
	NoAuth
	// MayReplicate marks commands that may write to the log without being writes. It is not printed, as in Redis.
	MayReplicate
	// NoMulti refuses the command inside MULTI.
	NoMulti
	// NoMandatoryKeys marks commands whose keys may be absent.
	NoMandatoryKeys
	// AllowBusy allows the command while a script runs too long.
	AllowBusy
	// NoAsyncLoading refuses the command during asynchronous loading.
	NoAsyncLoading

	// AllShards takes every shard lock instead of those of the keys. It is not printed.
	AllShards
	// Roams lets the handler lock shards one at a time by itself. It is not printed.
	Roams
	// Immediate runs the command at once inside MULTI instead of queueing it (EXEC, DISCARD ...). It is not printed.
	Immediate
	// RepliesByPush marks commands whose replies are messages: they come even to those who want no replies. It is not
	// printed.
	RepliesByPush
	// WhileListening allows the command to a client that has subscribed in RESP2. It is not printed.
	WhileListening
	// Debug requires enable-debug-command. It is not printed.
	Debug
	// Dangerous adds the ACL category of that name. It is not printed.
	Dangerous
	// Uneven marks commands with short words and replies that may take long all the same. It is not printed.
	Uneven
)

// flagNames are Redis's names, in the order in which Redis prints them.
var flagNames = [...]struct {
	flag Flag
	name string
}{
	{Write, "write"},
	{ReadOnly, "readonly"},
	{DenyOOM, "denyoom"},
	{Admin, "admin"},
	{PubSub, "pubsub"},
	{NoScript, "noscript"},
	{Blocking, "blocking"},
	{Loading, "loading"},
	{Stale, "stale"},
	{SkipMonitor, "skip_monitor"},
	{SkipSlowlog, "skip_slowlog"},
	{Fast, "fast"},
	{NoAuth, "no_auth"},
	{NoMandatoryKeys, "no_mandatory_keys"},
	{NoMulti, "no_multi"},
	{AllowBusy, "allow_busy"},
	{NoAsyncLoading, "no_async_loading"},
}

// Has reports whether all of want are set.
func (f Flag) Has(want Flag) bool { return f&want == want }

// Names lists the flags under Redis's names. A command whose keys cannot be told from fixed positions also has
// "movablekeys", which is derived from its key rules and added by the table.
func (f Flag) Names() []string {
	var names []string
	for _, e := range flagNames {
		if f.Has(e.flag) {
			names = append(names, e.name)
		}
	}
	return names
}
