package scripting

import "errors"

var (
	errBusyScript   = errors.New("BUSY Redis is busy running a script. You can only call SCRIPT KILL or SHUTDOWN NOSAVE.")
	errBusyFunction = errors.New("BUSY Redis is busy running a script. You can only call FUNCTION KILL or SHUTDOWN NOSAVE.")
	errNotBusy      = errors.New("NOTBUSY No scripts in execution right now.")
	errUnkillable   = errors.New("UNKILLABLE Sorry the script already executed write commands against the dataset. " +
		"You can either wait the script termination or kill the server in a hard way using the SHUTDOWN NOSAVE command.")

	errScriptKilled   = errors.New("Script killed by user with SCRIPT KILL.")
	errFunctionKilled = errors.New("Script killed by user with FUNCTION KILL.")
	errStopped        = errors.New("Script ended because the server ends.")

	errNoScript         = errors.New("NOSCRIPT No matching script. Please use EVAL.")
	errNoFunction       = errors.New("ERR Function not found")
	errNegativeKeys     = errors.New("ERR Number of keys can't be negative")
	errTooManyKeys      = errors.New("ERR Number of keys can't be greater than number of args")
	errBadKeyCount      = errors.New("ERR Bad number of keys provided")
	errWritesInReadOnly = errors.New("ERR Can not execute a script with write flag using *_ro command.")
	errNeedsMemory      = errors.New("OOM allow-oom flag is not set on the script, can not run it when used memory > 'maxmemory'")

	errUnknownCommand = errors.New("ERR Unknown Redis command called from script")
	errWrongArity     = errors.New("ERR Wrong number of args calling Redis command from script")
	errNotAllowed     = errors.New("ERR This Redis command is not allowed from script")
	errNoWrites       = errors.New("ERR Write commands are not allowed from read-only scripts.")
)
