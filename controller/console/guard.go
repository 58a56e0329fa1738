package console

import (
	"net"
	"net/http"
	"slices"
	"strings"
)

// policy lets the page load what we serve and nothing else, run no script that
// is written into a page, and be shown in no frame. What a page puts into its
// document goes through Svelte's own door or not at all, and the one worker is
// named by a door of its own.
const policy = "default-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; " +
	"require-trusted-types-for 'script'; trusted-types svelte-trusted-html foyer-worker"

// guard refuses foreign hosts and tells the browser what our pages never do.
func guard(hosts []string, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		head := w.Header()
		head.Set("Content-Security-Policy", policy)
		head.Set("X-Content-Type-Options", "nosniff")
		head.Set("Referrer-Policy", "no-referrer")
		head.Set("Cross-Origin-Opener-Policy", "same-origin")
		head.Set("Cross-Origin-Resource-Policy", "same-origin")
		name := named(r.Host)
		switch {
		case inside(name):
		case !slices.ContainsFunc(hosts, func(n string) bool { return strings.EqualFold(n, name) }):
			http.Error(w, "this address is not one of ours; open the page by the address that was printed at the start", http.StatusMisdirectedRequest)
			return
		case !personalPath(r.URL.Path):
			http.Error(w, "here is only what belongs to people; open your personal link", http.StatusNotFound)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// named is the name in a Host header, without its port.
func named(host string) string {
	if h, _, err := net.SplitHostPort(host); err == nil {
		host = h
	}
	return strings.ToLower(strings.TrimSuffix(strings.TrimPrefix(strings.TrimSuffix(host, "]"), "["), "."))
}

// inside tells whether a name is of this machine itself.
func inside(name string) bool {
	ip := net.ParseIP(name)
	return name == "localhost" || ip != nil && ip.IsLoopback()
}

// personalPath tells whether a path is of the page of a personal link, whose
// answers want that link's key.
func personalPath(path string) bool {
	return strings.HasPrefix(path, "/v1/") || strings.HasPrefix(path, "/assets/") ||
		slices.Contains([]string{"/me", "/me-worker.js", "/me.webmanifest", "/favicon.svg", "/icon-192.png", "/icon-512.png", "/healthz"}, path)
}
