package rdb

// OpFunction stands in front of a library of functions, in files and in what FUNCTION DUMP answers.
const OpFunction = 245

// The bytes that stand where a type may stand, in front of everything in a file that is not a key with its value.
const (
	opSlotInfo     = 244 // a slot of a cluster, and how many keys it has and how many of these expire
	opFunction     = OpFunction
	opFunctionRC   = 246 // likewise, of release candidates of Redis 7.0
	opModuleAux    = 247 // what a module keeps beside the keys
	opIdle         = 248 // of the next key, in seconds
	opFreq         = 249 // likewise, how often it was used, in a byte
	opAux          = 250 // a name and a text about the file
	opResizeDB     = 251 // how many keys the database has and how many of these expire
	opExpireMillis = 252 // of the next key, in unix milliseconds
	opExpire       = 253 // likewise, in unix seconds
	opSelectDB     = 254
	opEnd          = 255
)
