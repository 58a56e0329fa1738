package wire

// numberField reads the value of a field that should be a number. A null is as
// good as no field: into stays as it was.
func (r *reader) numberField(depth int, into *float64) Reason {
	switch c := r.next(); {
	case c == '-' || c-'0' <= 9:
		*into = r.number()
		return understood
	case c == 'n':
		r.word("null")
		return understood
	default:
		r.skip(depth)
		return WrongType
	}
}

// stringField reads the value of a field that should be a string. It is nil
// when there is none to take: a null, or the wrong type.
func (r *reader) stringField(depth int) ([]byte, Reason) {
	switch r.next() {
	case '"':
		return r.str(), understood
	case 'n':
		r.word("null")
		return nil, understood
	default:
		r.skip(depth)
		return nil, WrongType
	}
}

// nameField reads the value of a field that should be a name of at most limit
// bytes into a string that is the same each time.
func (r *reader) nameField(depth, limit int, long Reason, into *string) Reason {
	var slot uint32
	return r.slotField(depth, limit, long, into, &slot)
}

// slotField is nameField that tells the name's slot too.
func (r *reader) slotField(depth, limit int, long Reason, into *string, slot *uint32) Reason {
	s, why := r.stringField(depth)
	switch {
	case s == nil:
		return why
	case len(s) > limit:
		return long
	}
	*into, *slot = r.names.of(s)
	return understood
}

// textField is nameField for a text that is new each time, in the outermost object.
func (r *reader) textField(limit int, long Reason, into *string) Reason {
	s, why := r.stringField(1)
	switch {
	case s == nil:
		return why
	case len(s) > limit:
		return long
	}
	*into = string(s)
	return understood
}
