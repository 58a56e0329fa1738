package parse

import (
	_ "embed"
	"strings"
)

// meaningsText says of each key of the grammar what it means to who writes it:
// a line for each, its path and a sentence.
//
//go:embed meanings.txt
var meaningsText string

// meanings are the sentences by the path of their key.
func meanings() map[string]string {
	all := map[string]string{}
	for text := range strings.Lines(meaningsText) {
		path, sentence, _ := strings.Cut(strings.TrimSpace(text), ": ")
		all[path] = sentence
	}
	return all
}
