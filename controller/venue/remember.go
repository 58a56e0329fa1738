package venue

import "encoding/json"

// remember keeps a value under a name; the zero value forgets it.
func remember[T comparable](v *Venue, name string, value T) {
	var nothing T
	if value == nothing {
		delete(v.notes, name)
		v.batch.Notes = append(v.batch.Notes, Note{Name: name})
		return
	}
	body, _ := json.Marshal(value) // plain fields: it always encodes
	v.notes[name] = body
	v.batch.Notes = append(v.batch.Notes, Note{Name: name, Body: body})
}

// remembered is what is remembered under a name. What cannot be read is nothing.
func remembered[T any](v *Venue, name string) (value T) {
	if body := v.notes[name]; body != nil && json.Unmarshal(body, &value) != nil {
		var nothing T
		return nothing
	}
	return value
}
