package wire

import "strconv"

// number reads a number. One too large for a float64 is infinite.
func (r *reader) number() float64 {
	if v, ok := r.short(); ok {
		return v
	}
	v, _ := strconv.ParseFloat(string(r.numeral()), 64)
	return v
}

// short reads a number of up to 15 digits, of which up to 4 are decimals, as
// nearly all are. Both the digits and the power of ten are exact, so one
// division rounds as it should. Anything else stays unread.
func (r *reader) short() (float64, bool) {
	text, i := r.text, r.at
	minus := i < len(text) && text[i] == '-'
	if minus {
		i++
	}
	start, digits := i, uint64(0)
	for ; i < len(text) && text[i]-'0' <= 9; i++ {
		digits = digits*10 + uint64(text[i]-'0')
	}
	n := i - start
	if n == 0 || n > 15 || n > 1 && text[start] == '0' {
		return 0, false
	}
	v := float64(digits)
	if i < len(text) && (text[i] == '.' || text[i]|0x20 == 'e') {
		if v, i = decimals(text, i, digits, n); i == 0 {
			return 0, false
		}
	}
	r.at = i
	if minus {
		v = -v
	}
	return v, true
}

// decimals reads what follows the n digits of a number at the point that
// stands at i. The end is 0 when the number is not a short one.
func decimals(text []byte, i int, digits uint64, n int) (v float64, end int) {
	if text[i] != '.' {
		return 0, 0
	}
	scale, start := 1.0, i+1
	for i = start; i < len(text) && text[i]-'0' <= 9; i++ {
		digits = digits*10 + uint64(text[i]-'0')
		scale *= 10
	}
	places := i - start
	if places == 0 || places > 4 || n+places > 15 || i < len(text) && text[i]|0x20 == 'e' {
		return 0, 0
	}
	return float64(digits) / scale, i
}

// numeral reads a number and returns it as written.
func (r *reader) numeral() []byte {
	start := r.at
	r.accept('-', '-')
	if !r.accept('0', '0') {
		r.digits()
	}
	if r.accept('.', '.') {
		r.digits()
	}
	if r.accept('e', 'E') {
		_ = r.accept('+', '-')
		r.digits()
	}
	return r.text[start:r.at]
}

// accept reads one byte if it is a or b.
func (r *reader) accept(a, b byte) bool {
	if r.at == len(r.text) || r.text[r.at] != a && r.text[r.at] != b {
		return false
	}
	r.at++
	return true
}

// digits reads one digit or more.
func (r *reader) digits() {
	start := r.at
	for r.at < len(r.text) && r.text[r.at]-'0' <= 9 {
		r.at++
	}
	r.broken = r.broken || r.at == start
}
