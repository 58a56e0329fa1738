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
	tenths := [...]float64{1, 10, 100, 1000, 10000}
	text := r.text[r.at:]
	start := 0
	if len(text) > 0 && text[0] == '-' {
		start = 1
	}
	whole, digits := tally(text[start:], 0)
	end, places := start+digits, 0
	if digits == 0 || digits > 1 && text[start] == '0' {
		return 0, false
	}
	if end < len(text) && text[end] == '.' {
		whole, places = tally(text[end+1:], whole)
		end += 1 + places
		if places == 0 || places >= len(tenths) {
			return 0, false
		}
	}
	if digits+places > 15 || end < len(text) && text[end]|0x20 == 'e' {
		return 0, false
	}
	r.at += end
	v := float64(whole) / tenths[places]
	if start == 1 {
		v = -v
	}
	return v, true
}

// tally appends the leading digits of text to the number v.
func tally(text []byte, v uint64) (sum uint64, digits int) {
	for _, c := range text {
		if c-'0' > 9 {
			break
		}
		v = v*10 + uint64(c-'0')
		digits++
	}
	return v, digits
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
	_, n := tally(r.text[r.at:], 0)
	r.at += n
	r.broken = r.broken || n == 0
}
