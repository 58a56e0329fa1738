package wire

// skip reads any value inside depth open brackets, and forgets it.
func (r *reader) skip(depth int) {
	switch c := r.next(); c {
	case '{', '[':
		r.skipNested(depth)
	default:
		r.skipScalar(c)
	}
}

func (r *reader) skipScalar(c byte) {
	switch c {
	case '"':
		r.str()
	case 't':
		r.word("true")
	case 'f':
		r.word("false")
	case 'n':
		r.word("null")
	default:
		r.numeral()
	}
}

// skipNested reads an array or object. It keeps the brackets on a stack of its
// own, so a text of nothing but brackets does not grow the goroutine's.
func (r *reader) skipNested(depth int) {
	first := r.open(depth)
	for len(r.nest) > 0 && !r.broken {
		end := r.nest[len(r.nest)-1]
		if !r.more(&first, end) {
			r.nest, first = r.nest[:len(r.nest)-1], false
			continue
		}
		if end == '}' {
			r.key()
		}
		if c := r.next(); c == '{' || c == '[' {
			first = r.open(depth)
		} else {
			r.skipScalar(c)
		}
	}
	r.nest = r.nest[:0]
}

// open reads an opening bracket. In ASCII its closing one stands two after it.
func (r *reader) open(depth int) (first bool) {
	r.nest = append(r.nest, r.text[r.at]+2)
	r.at++
	r.broken = r.broken || depth+len(r.nest) > deepest
	return true
}
