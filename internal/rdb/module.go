package rdb

// What a module keeps is a run of these, so that those can pass over it who do not know the module.
const (
	moduleEnd    = 0
	moduleInt    = 1
	moduleUint   = 2
	moduleFloat  = 3
	moduleDouble = 4
	moduleString = 5
)

// skipModule passes over what a module keeps: the module's name in a number, and a run.
func (r *Reader) skipModule() error {
	if _, err := r.number(); err != nil {
		return err
	}
	for {
		op, err := r.number()
		if err != nil || op == moduleEnd {
			return err
		}
		switch op {
		case moduleInt, moduleUint:
			_, err = r.number()
		case moduleFloat:
			_, err = r.take(4)
		case moduleDouble:
			_, err = r.take(8)
		case moduleString:
			_, err = r.String()
		default:
			err = corrupt("data of a module")
		}
		if err != nil {
			return err
		}
	}
}
