package instance

import (
	"github.com/holdfast-db/holdfast/internal/command/scripting"
	"github.com/holdfast-db/holdfast/internal/script"
)

// redisVersionNumber is redisVersion as scripts get it, a byte for each part.
const redisVersionNumber = 0x070205

// newScripts makes what runs scripts.
func (in *Instance) newScripts() *scripting.Runner {
	return scripting.NewRunner(scripting.Options{
		Engine:         in.engine,
		Logger:         in.env.Logger,
		Version:        script.Version{Text: redisVersion, Number: redisVersionNumber},
		BusyMillis:     in.cfg.BusyReplyMillis.Load,
		MaxEvalScripts: in.cfg.MaxEvalScripts.Load,
		MaxMemoryBytes: in.cfg.EvalMemoryBytes.Load,
	})
}
