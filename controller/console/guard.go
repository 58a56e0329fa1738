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
		if !ours(r.Host, hosts) {
			http.Error(w, "this address is not one of ours; open the page by the address that was printed at the start", http.StatusMisdirectedRequest)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// ours tells whether a Host header names loopback or one of the names.
func ours(host string, names []string) bool {
	name := host
	if h, _, err := net.SplitHostPort(host); err == nil {
		name = h
	}
	name = strings.ToLower(strings.TrimSuffix(strings.TrimPrefix(strings.TrimSuffix(name, "]"), "["), "."))
	if name == "localhost" || slices.ContainsFunc(names, func(n string) bool { return strings.EqualFold(n, name) }) {
		return name != ""
	}
	ip := net.ParseIP(name)
	return ip != nil && ip.IsLoopback()
}
