package parse

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"strings"

	"foyer/rules"
)

// pool reads a reward: codes of a file, or a stock of items.
func (b *builder) pool(e *Entry[rewardPart]) {
	r := &e.Value
	if !r.Kind.Good() {
		return
	}
	out := rules.Pool{
		Name: e.Name, Line: e.Key.Line, ReserveFor: r.ReserveFor.Value, PerPerson: r.PerPerson.Value,
		WarnBelow: r.WarnBelow.Value, EmptyStaff: r.WhenEmpty.Staff.Value, StopRule: r.WhenEmpty.Rule.Value == "stop",
		HandOutAt: b.handOut(&r.HandOutAt), Expires: r.Expires.Value.in(b.book.Calendar.Place),
	}
	b.belongs(r)
	switch {
	case r.Kind.Value == "item":
		b.items(e, &out)
	case r.Kind.Value == "draw":
		out.Draw = b.draw(e)
	case !r.Pool.Written():
		b.say(e.Key, "missing-key", "The reward `"+e.Name+"` has no `pool`, so it has no codes.", hint("Write `pool: pools/"+e.Name+".csv`."))
	case r.Pool.Good():
		b.codes(&r.Pool, &out)
	}
	if r.Expires.Good() && b.in.Event.Value.Opens.Good() && out.Expires.Before(b.book.Calendar.Opens) {
		b.warn(r.Expires.At, "never", "The reward expires before the event opens.")
	}
	b.book.Pools = append(b.book.Pools, out)
}

// codes reads the file of a pool. No code may go to two people, so no other
// pool may hold one of them.
func (b *builder) codes(pool *Located[string], out *rules.Pool) {
	for _, other := range b.book.Pools {
		if other.File == pool.Value {
			b.say(pool.At, "same-codes", "The reward `"+other.Name+"` gives the codes of this file already.", hint("Give each reward a file of its own."))
			return
		}
	}
	content, err := b.read(pool.Value)
	if err != nil {
		b.say(pool.At, "unreadable", "The file `"+pool.Value+"` cannot be read.", hint("It is looked for beside the rules file."))
		return
	}
	sheet := poolFile{builder: b, name: pool.Value, first: map[string]int{}}
	sheet.rows(content)
	if len(sheet.codes) == 0 && !sheet.failed {
		b.say(pool.At, "no-codes", "The pool `"+pool.Value+"` holds no code.", nil)
	}
	out.File, out.Codes, out.Rows = pool.Value, sheet.codes, sheet.lines
}

// holder is the pool before this one that has the code, and in which row.
func (b *builder) holder(code string) (pool *rules.Pool, row int) {
	for i := range b.book.Pools {
		other := &b.book.Pools[i]
		if other.File == "" {
			continue
		}
		if b.rows[other.File] == nil {
			b.rows[other.File] = map[string]int{}
			for at, known := range other.Codes {
				b.rows[other.File][known] = other.Rows[at]
			}
		}
		if row, found := b.rows[other.File][code]; found {
			return other, row
		}
	}
	return nil, 0
}

func (b *builder) read(name string) ([]byte, error) {
	if b.open == nil {
		return nil, errors.New("no files here")
	}
	return b.open(name)
}

// poolFile is a file of codes being read.
type poolFile struct {
	*builder
	name   string
	codes  []string
	lines  []int          // of each of codes
	first  map[string]int // the row of each code
	failed bool
}

// rows reads the codes, trimmed; a row that is not taken is told.
func (p *poolFile) rows(content []byte) {
	reader := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(content, []byte("\ufeff"))))
	reader.FieldsPerRecord, reader.LazyQuotes = -1, true
	column := -1
	for {
		row, err := reader.Read()
		if errors.Is(err, io.EOF) {
			return
		}
		if err != nil {
			p.tell(Error, 1, 1, "unreadable", "This file cannot be read as CSV.")
			return
		}
		if column < 0 {
			if column = codeColumn(row); column < 0 {
				p.tell(Error, 1, 1, "no-codes", "The first row names the columns, and none of them is `code`.")
				return
			}
			continue
		}
		p.row(reader, row, column)
	}
}

func codeColumn(header []string) int {
	for i, name := range header {
		if strings.EqualFold(strings.TrimSpace(name), "code") {
			return i
		}
	}
	return -1
}

func (p *poolFile) row(reader *csv.Reader, row []string, column int) {
	line, at := reader.FieldPos(min(column, len(row)-1))
	code := ""
	if column < len(row) {
		code = strings.TrimSpace(row[column])
	}
	before, twice := p.first[code]
	switch {
	case code == "":
		p.tell(Warning, line, at, "no-code", "This row holds no code; it is left out.")
	case twice:
		p.tell(Warning, line, at, "duplicate", fmt.Sprintf("The code of this row stands in row %d already; it is left out.", before))
	default:
		p.first[code] = line
		p.codes, p.lines = append(p.codes, code), append(p.lines, line)
		if other, row := p.holder(code); other != nil {
			p.tell(Error, line, at, "same-codes", fmt.Sprintf("The code of this row stands in %s row %d too, for the reward `%s`; it cannot be given twice.", other.File, row, other.Name))
		}
	}
}

// tell notes a problem of the pool file itself.
func (p *poolFile) tell(severity string, line, column int, code, message string) {
	p.failed = p.failed || severity == Error
	p.problems = append(p.problems, Problem{
		File: p.name, Line: line, Column: column, EndColumn: column + 1, Code: code, Severity: severity, Message: message,
	})
}
