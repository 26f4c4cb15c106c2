package hyperloglogs

import (
	"errors"

	"github.com/holdfast-db/holdfast/internal/command"
	"github.com/holdfast-db/holdfast/internal/value/hll"
)

func pfSelfTestSpec() command.Spec {
	return command.Spec{
		Name: "PFSELFTEST", Group: "hyperloglog", Since: "2.8.9", Complexity: "N/A",
		Summary: "Tests the HyperLogLog itself.",
		Flags:   command.Admin,
		Compat:  command.Matches("7.2"),
		Run:     pfSelfTest,
	}
}

func pfSelfTest(c *command.Call) {
	if err := hll.SelfTest(); err != nil {
		c.Fail(errors.New("ERR TESTFAILED " + err.Error()))
		return
	}
	c.Out.OK()
}
