package hue

import (
	"fmt"
	"strings"
	"testing"
)

const testPin = "001788fffe000001:" + "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff"

func TestKeyFileIsReadAsItWasWritten(t *testing.T) {
	want := Paired{Bridge: "001788fffe000001", Key: "abc-DEF", ClientKey: strings.Repeat("0A", 16), Pin: testPin}
	if got, err := ReadKey(want.File()); err != nil || got != want {
		t.Errorf("what File wrote: got %+v, %v, want %+v", got, err, want)
	}
	if got, err := ReadKey([]byte("abc-DEF\n")); err != nil || got != (Paired{Key: "abc-DEF"}) {
		t.Errorf("a key alone: got %+v, %v, want it", got, err)
	}
	if said := fmt.Sprint(want); strings.Contains(said, want.Key) || strings.Contains(said, want.ClientKey) {
		t.Errorf("printed: got %q, want no key in it", said)
	}
}

func TestKeyFileThatCannotBeMeantSaysWhatToDo(t *testing.T) {
	for _, file := range []string{
		"", "\n", "{}", "{", `{"key":""}`, `{"key":"k","clientkey":"typo"}`, `{"key":"k","client_key":"0A"}`, `{"key":"k","client_key":"xx"}`,
		"one\ntwo", "one two", "../lights", `{"key":"k","pin":"anyone"}`, `{"key":"k","pin":":"}`, `{"key":"k","bridge":"001788fffe000002","pin":"` + testPin + `"}`,
	} {
		got, err := ReadKey([]byte(file))
		if err == nil || !strings.HasSuffix(err.Error(), "pair again") {
			t.Errorf("key file %q: got %+v, %v, want an error that says what to do", file, got, err)
		}
	}
}
