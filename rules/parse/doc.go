// Package parse reads what organizers write, the rules and the venue file, and
// turns it into values: a rules.Book, or any struct.
//
// It promises that nothing is silently ignored: a key it does not know, a unit
// that is missing, a name nobody declared and a YAML trap are each a Problem
// with file, line and column, told in the writer's words, with a suggestion a
// machine can apply where there is one; and that all of them are told at once.
// It never panics on what it reads, never opens a file itself, and never lets
// the words of its libraries or of Go through to the writer.
package parse
