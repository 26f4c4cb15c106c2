package streams

import (
	"errors"
	"strings"

	"github.com/holdfast-db/holdfast/internal/command"
)

// The error replies of the family, in Redis's words.
var (
	errInvalidID     = errors.New("ERR Invalid stream ID specified as stream command argument")
	errInvalidStart  = errors.New("ERR invalid start ID for the interval")
	errInvalidEnd    = errors.New("ERR invalid end ID for the interval")
	errZeroID        = errors.New("ERR The ID specified in XADD must be greater than 0-0")
	errSmallerID     = errors.New("ERR The ID specified in XADD is equal or smaller than the target stream top item")
	errExhausted     = errors.New("ERR The stream has exhausted the last possible ID, unable to add more items")
	errTwoStrategies = errors.New("ERR syntax error, MAXLEN and MINID options at the same time are not compatible")
	errNegMaxLen     = errors.New("ERR The MAXLEN argument must be >= 0.")
	errNegLimit      = errors.New("ERR The LIMIT argument must be >= 0.")
	errLimitAlone    = errors.New("ERR syntax error, LIMIT cannot be used without specifying a trimming strategy")
	errLimitExact    = errors.New("ERR syntax error, LIMIT cannot be used without the special ~ option")
	errNoStrategy    = errors.New("ERR syntax error, XTRIM must be called with a trimming strategy")
	errBusyGroup     = errors.New("BUSYGROUP Consumer Group name already exists")
	errGroupNeedsKey = errors.New("ERR The XGROUP subcommand requires the key to exist. Note that for CREATE you may " +
		"want to use the MKSTREAM option to create an empty stream automatically.")
	errEntriesRead    = errors.New("ERR value for ENTRIESREAD must be positive or -1")
	errMissingGroup   = errors.New("ERR Missing GROUP option for XREADGROUP")
	errGroupInXREAD   = errors.New("ERR The GROUP option is only supported by XREADGROUP. You called XREAD instead.")
	errNoackInXREAD   = errors.New("ERR The NOACK option is only supported by XREADGROUP. You called XREAD instead.")
	errNewInXREAD     = errors.New("ERR The > ID can be specified only when calling XREADGROUP using the GROUP <group> <consumer> option.")
	errLastInGroup    = errors.New("ERR The $ ID is meaningless in the context of XREADGROUP: you want to read the history of this consumer by specifying a proper ID, or use the > ID to get new messages. The $ ID would just return an empty result set.")
	errPlusInGroup    = errors.New("ERR The + ID is meaningless in the context of XREADGROUP: you want to read the history of this consumer by specifying a proper ID, or use the > ID to get new messages. The + ID would just return an empty result set.")
	errClaimIdle      = errors.New("ERR Invalid min-idle-time argument for XCLAIM")
	errClaimIdleOpt   = errors.New("ERR Invalid IDLE option argument for XCLAIM")
	errClaimTime      = errors.New("ERR Invalid TIME option argument for XCLAIM")
	errClaimRetry     = errors.New("ERR Invalid RETRYCOUNT option argument for XCLAIM")
	errAutoclaimIdle  = errors.New("ERR Invalid min-idle-time argument for XAUTOCLAIM")
	errClaimCount     = errors.New("ERR COUNT must be > 0")
	errNegAdded       = errors.New("ERR entries_added must be positive")
	errSetIDDeleted   = errors.New("ERR The ID specified in XSETID is smaller than the provided max_deleted_entry_id")
	errSetIDTombstone = errors.New("ERR The ID specified in XSETID is smaller than current max_deleted_entry_id")
	errSetIDSmaller   = errors.New("ERR The ID specified in XSETID is smaller than the target stream top item")
	errNumIDs         = errors.New("ERR Number of IDs must be a positive integer")
	errNumIDsMatch    = errors.New("ERR The `numids` parameter must match the number of arguments")
	errNegClaim       = errors.New("ERR min-idle-time must be a non-negative integer")
	errSetIDAdded     = errors.New("ERR The entries_added specified in XSETID is smaller than the target stream length")
)

// longest is how much of a name an error repeats: all of it.
const longest = 1 << 20

func errNoKeyOrGroup(key, group []byte) error {
	return errors.New("NOGROUP No such key '" + command.Text(key, longest) + "' or consumer group '" +
		command.Text(group, longest) + "'")
}

func errNoGroupToRead(key, group []byte) error {
	return errors.New(errNoKeyOrGroup(key, group).Error() + " in XREADGROUP with GROUP option")
}

func errNoGroup(key, group []byte) error {
	return errors.New("NOGROUP No such consumer group '" + command.Text(group, longest) + "' for key name '" +
		command.Text(key, longest) + "'")
}

// errSubcommand tells that a subcommand's options are wrong.
func errSubcommand(c *command.Call) error {
	parent := strings.ToUpper(c.Spec.Parent().Name)
	return errors.New("ERR unknown subcommand or wrong number of arguments for '" + command.Text(c.Args[1], 128) +
		"'. Try " + parent + " HELP.")
}

func errUnbalanced(c *command.Call) error {
	symbol := "$"
	if c.Spec.Name == "XREADGROUP" {
		symbol = ">"
	}
	return errors.New("ERR Unbalanced '" + c.Spec.FullName() + "' list of streams: for each stream key an ID or '" +
		symbol + "' must be specified.")
}

// errBlocksInScript refuses BLOCK to a script, where nothing can wait.
func errBlocksInScript(c *command.Call) error {
	return errors.New("ERR " + string(c.Args[0]) + " command is not allowed with BLOCK option from scripts")
}
