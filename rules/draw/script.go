package draw

import "embed"

//go:embed verify.py
var files embed.FS

// Script is verify.py, with which anybody checks a draw.
func Script() string {
	text, err := files.ReadFile("verify.py")
	if err != nil {
		panic(err) // the name is written above
	}
	return string(text)
}
