package songs

import (
	"errors"
	"io"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/google/go-cmp/cmp"
)

func TestImportsReadWhatProgramsWrite(t *testing.T) {
	for name, c := range map[string]struct {
		format   Format
		in       string
		want     []Track
		problems []Problem
	}{
		"commas, a mark, any order": {CSV, "\xef\xbb\xbfBPM,Artist,Key,Title,Explicit\n123.5,Daft Punk,8A,\"One, More \"\"Time\"\"\",no\n", []Track{{Title: `One, More "Time"`, Artist: "Daft Punk", BPM: 123.5, Key: "8A", Line: 2}}, nil},
		"semicolons of Excel":       {CSV, "sep=;\r\nTitle;Artist;BPM;Do not play\r\n7\" Mix;A;99,5;\r\nB;C;;yes\r\n", []Track{{Title: `7" Mix`, Artist: "A", BPM: 99.5, Line: 3}, {Title: "B", Artist: "C", Blocked: true, Line: 4}}, nil},
		"a playlist of Exportify":   {CSV, "\"Track Name\",\"Artist Name(s)\",\"Explicit\"\n\"X\",\"Y\",\"true\"\n", []Track{{Title: "X", Artist: "Y", Explicit: true, Line: 2}}, nil},
		"bad rows cost themselves": {CSV, "title,artist,bpm\n,Nobody,1\nA,B,fast\n\"open,C\nD,E\n", []Track{{Title: "A", Artist: "B", Line: 3}, {Title: "D", Artist: "E", Line: 5}}, []Problem{
			{2, "tempo \"1\" is not between 20 and 400 beats a minute; the track is kept without it"},
			{2, "no title"},
			{3, "tempo \"fast\" is no number; the track is kept without it"},
			{4, "a quote is opened and not closed"},
		}},
		"a cell over two lines":   {CSV, "title,artist\n\"A\nB\",C\nD,E\n", []Track{{Title: "A B", Artist: "C", Line: 2}, {Title: "D", Artist: "E", Line: 4}}, nil},
		"Windows-1252":            {CSV, "title,artist\nD\xe9j\xe0 vu,Beyonc\xe9\n", []Track{{Title: "Déjà vu", Artist: "Beyoncé", Line: 2}}, nil},
		"neither":                 {CSV, "title,artist,file\n\x81,x\na,b, lounge/b.ogg\n", []Track{{Title: "a", Artist: "b", File: "lounge/b.ogg", Line: 3}}, []Problem{{2, "neither UTF-8 nor Windows-1252"}}},
		"UTF-16":                  {CSV, "\xff\xfet\x00i\x00t\x00l\x00e\x00\n\x00\x3d\xd8\x00\xde\n\x00", []Track{{Title: "😀", Line: 2}}, nil},
		"a long line":             {CSV, "title\n" + strings.Repeat("x", 1<<20) + "\nA\n", []Track{{Title: "A", Line: 3}}, []Problem{{2, "longer than 64 KiB"}}},
		"M3U with EXTINF":         {M3U, "#EXTM3U\n#EXTINF:320 a=\"b,c\",Daft Punk - One More Time (Explicit)\nC:\\m\\x.mp3\n#EXTINF:1,\n/m/03 - A - B.flac\n", []Track{{Title: "One More Time (Explicit)", Artist: "Daft Punk", File: `C:\m\x.mp3`, Explicit: true, Line: 2}, {Title: "B", Artist: "A", File: "/m/03 - A - B.flac", Line: 5}}, nil},
		"M3U with files only":     {M3U, "C:\\Music\\Queen - Radio_Ga_Ga.mp3\nhttp://x/Beyonc%C3%A9%20-%20Halo.mp3\r/m/01. Intro.ogg\n", []Track{{Title: "Radio Ga Ga", Artist: "Queen", File: `C:\Music\Queen - Radio_Ga_Ga.mp3`, Line: 1}, {Title: "Halo", Artist: "Beyoncé", File: "http://x/Beyonc%C3%A9%20-%20Halo.mp3", Line: 2}, {Title: "Intro", File: "/m/01. Intro.ogg", Line: 3}}, nil},
		"M3U of Windows":          {M3U, "#EXTINF:1,Bj\xf6rk \x96 J\xf3ga\nx\n", []Track{{Title: "Jóga", Artist: "Björk", File: "x", Line: 1}}, nil},
		"rekordbox":               {Rekordbox, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<DJ_PLAYLISTS><COLLECTION Entries=\"2\">\n<TRACK TrackID=\"1\" Name=\"A &amp; B\" Artist=\"C\" AverageBpm=\"128.00\" Tonality=\"Am\" Location=\"file://localhost/C:/Music/a%20b.mp3\" Explicit=\"1\"><TEMPO/></TRACK>\n<TRACK Artist=\"D\"/></COLLECTION><PLAYLISTS><NODE><TRACK Key=\"1\"/></NODE></PLAYLISTS></DJ_PLAYLISTS>", []Track{{Title: "A & B", Artist: "C", BPM: 128, Key: "Am", File: "/C:/Music/a b.mp3", Explicit: true, Line: 3}}, []Problem{{4, "no title"}}},
		"rekordbox in Latin-1":    {Rekordbox, "<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?><COLLECTION><TRACK Name=\"D\xe9j\xe0\"/></COLLECTION>", []Track{{Title: "Déjà", Line: 1}}, nil},
		"direction signs go away": {CSV, "title\n\u202eevil\u0000\n", []Track{{Title: "evil", Line: 2}}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := Read(c.format, iotest.HalfReader(strings.NewReader(c.in)))
			if err != nil {
				t.Fatal(err)
			}
			if c.problems == nil {
				c.problems = []Problem{}
			}
			if diff := cmp.Diff(Import{Tracks: c.want, Problems: c.problems}, got); diff != "" {
				t.Errorf("read (-want +got):\n%s", diff)
			}
		})
	}
}

func TestHostileFilesEndEarly(t *testing.T) {
	bomb := `<!DOCTYPE l [<!ENTITY a "aaaaaaaa"><!ENTITY b "&a;&a;&a;">]><COLLECTION><TRACK Name="&b;"/></COLLECTION>`
	for name, c := range map[string]struct {
		format Format
		in     io.Reader
		want   error
	}{
		"no title column":        {CSV, strings.NewReader("a,b\nc,d\n"), ErrFormat},
		"nothing":                {CSV, strings.NewReader(""), ErrFormat},
		"entities that expand":   {Rekordbox, strings.NewReader(bomb), ErrFormat},
		"an element without end": {Rekordbox, io.MultiReader(strings.NewReader(`<COLLECTION><TRACK Name="`), endless("x")), errElement},
		"no collection":          {Rekordbox, strings.NewReader("<a/>"), ErrFormat},
		"broken XML":             {Rekordbox, strings.NewReader("<COLLECTION><TRACK Name=\"\xff\"/>"), ErrFormat},
		"rows without end":       {CSV, io.MultiReader(strings.NewReader("title,artist\n"), endless("\n")), ErrTooLong},
		"tracks without end":     {M3U, endless("a\n"), ErrTooLong},
		"a format of others":     {"mp3", strings.NewReader(""), ErrFormat},
		"a reader that breaks":   {M3U, iotest.ErrReader(io.ErrClosedPipe), io.ErrClosedPipe},
	} {
		t.Run(name, func(t *testing.T) {
			if _, err := Read(c.format, c.in); !errors.Is(err, c.want) {
				t.Errorf("read: got %v, want %v", err, c.want)
			}
		})
	}
}

func TestABrokenEndKeepsWhatCameBefore(t *testing.T) {
	got, err := Read(Rekordbox, strings.NewReader("<COLLECTION><TRACK Name=\"A\"/>\n<TRACK Name="))
	if err == nil || len(got.Tracks) != 1 || len(got.Problems) != 1 || got.Problems[0].Line != 2 {
		t.Errorf("read a file cut off at line 2: got %v, %v; want one track, one problem at line 2", got, err)
	}
}

func TestManyProblemsAreCounted(t *testing.T) {
	got, err := Read(CSV, strings.NewReader("title,artist\n"+strings.Repeat(",x\n", 1500)))
	if err != nil || len(got.Problems) != maxProblems || got.Unsaid != 500 {
		t.Errorf("read 1,500 bad rows: got %d problems, %d unsaid, %v; want 1000, 500", len(got.Problems), got.Unsaid, err)
	}
}

// endless gives a text for ever.
type endless string

func (e endless) Read(p []byte) (int, error) {
	n := 0
	for n+len(e) <= len(p) {
		n += copy(p[n:], e)
	}
	return n, nil
}

func fuzzRead(f *testing.F, format Format, seeds ...string) {
	for _, s := range seeds {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, in []byte) {
		got, _ := Read(format, strings.NewReader(string(in))) // any error is right, as long as it ends
		for _, track := range got.Tracks {
			if track.Title == "" || track.Title != visible(track.Title) || !(track.BPM >= 0 && track.BPM <= 400) {
				t.Fatalf("read %q: got %+v", in, track)
			}
		}
	})
}

func FuzzCSV(f *testing.F) {
	fuzzRead(f, CSV, "title,artist\na,b\n", "\"Title\";BPM\n\"x\n", "\xff\xfet\x00")
}

func FuzzM3U(f *testing.F) {
	fuzzRead(f, M3U, "#EXTINF:1,a - b\nx\n", "C:\\01 - a.mp3\r", "http://%zz/")
}

func FuzzRekordbox(f *testing.F) {
	fuzzRead(f, Rekordbox, `<COLLECTION><TRACK Name="a" AverageBpm="1e9"/></COLLECTION>`, `<!DOCTYPE a [<!ENTITY b "c">]>`, `<?xml encoding="latin1"?>`)
}
