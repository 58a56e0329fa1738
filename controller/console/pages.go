package console

import (
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"io/fs"
	"net/http"
	"slices"
	"strings"
)

// The pages as Vite built them. Only .gitkeep is in the repository, so that
// the program builds without Node.
//
//go:embed all:web/dist
var dist embed.FS

// built is the folder of the pages.
func built() fs.FS {
	sub, err := fs.Sub(dist, "web/dist")
	if err != nil {
		panic(err) // the path is written above
	}
	return sub
}

const unbuilt = `<!doctype html><html lang="en"><title>Foyer</title><p>The pages are not built yet: run make web</p></html>`

// pages serves the built pages, or says how to build them.
func pages(files fs.FS) http.Handler {
	server := http.FileServerFS(files)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if slices.Contains([]string{"/technician", "/why", "/rules", "/dj"}, r.URL.Path) { // the same page shows something else there
			r = r.Clone(r.Context())
			r.URL.Path = "/"
		}
		if r.URL.Path == "/me" { // of one person, for their phone
			r = r.Clone(r.Context())
			r.URL.Path = "/me.html"
		}
		if r.URL.Path == "/" && !exists(files, "index.html") {
			w.Header().Set("Content-Type", "text/html; charset=utf-8")
			w.Header().Set("Cache-Control", "no-cache")
			_, _ = w.Write([]byte(unbuilt))
			return
		}
		if r.URL.Path != "/" && !public(files, strings.TrimPrefix(r.URL.Path, "/")) {
			http.NotFound(w, r)
			return
		}
		w.Header().Set("Cache-Control", freshness(r.URL.Path))
		server.ServeHTTP(w, r)
	})
}

// name is short for the content of the page; another page has another name.
func name(files fs.FS) string {
	page, err := fs.ReadFile(files, "index.html")
	if err != nil {
		return "unbuilt"
	}
	sum := sha256.Sum256(page)
	return hex.EncodeToString(sum[:6])
}

// freshness is how long a browser may keep a file: what Vite put in assets has
// a hash of its content in its name and never changes.
func freshness(path string) string {
	if strings.HasPrefix(path, "/assets/") {
		return "public, max-age=31536000, immutable"
	}
	return "no-cache"
}

// public tells whether a file is one of the pages: no folder, nothing hidden.
func public(files fs.FS, name string) bool {
	return exists(files, name) && !strings.HasPrefix(name, ".") && !strings.Contains(name, "/.")
}

func exists(files fs.FS, name string) bool {
	info, err := fs.Stat(files, name)
	return err == nil && !info.IsDir()
}
