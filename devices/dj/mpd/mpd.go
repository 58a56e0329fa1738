// Package mpd lets MPD (Music Player Daemon, protocol 0.19 and later) play what
// is asked for: a dj.Sink that keeps the songs the DJ has accepted next in its
// queue, most wanted first, and, for a lounge without a DJ, the most wanted ones
// too. It promises to touch only what comes after the song that plays, and only
// songs of the list; that its own entries leave the queue when the list drops
// them; and that the same list changes nothing twice. Votes stand as sticker
// "foyer_votes" with each song. It knows recordings by the catalogue's file
// names and looks for none itself.
//
// It speaks by a few lines of its own: gompd v2.3.0 dials and reads without a
// deadline or a context, so that an MPD that hangs would hold its caller for
// ever, and panics at a greeting of less than six bytes. Tests use it, and mpc,
// as the other side's view.
package mpd

import (
	"context"
	"errors"
	"fmt"
	"path"
	"strings"
	"sync"
	"time"

	"foyer/devices"
	"foyer/devices/dj"
)

// Config is one player.
type Config struct {
	Address  string // host:port
	Password string // empty = none
	// Music is MPD's music_directory: what the catalogue names below it is known
	// there by the rest of its path. Empty = the catalogue says it as MPD does.
	Music string
	// Auto queues the most wanted songs without a DJ, and starts the player.
	Auto bool
	// Plays is told the file of each song that begins, as the catalogue calls it.
	Plays func(ctx context.Context, file string) error
	Clock devices.Clock // nil = the machine's
}

// Bounds of a player.
const (
	maxQueued = 20               // songs put into the queue
	pollEvery = 5 * time.Second  // how often it is asked what plays
	doLimit   = 10 * time.Second // of one exchange
)

// Player is a dj.Sink. It is safe for use by many at once.
type Player struct {
	config Config

	mu     sync.Mutex
	health devices.Health

	// turn is held by who talks with the player, and guards what follows.
	turn    chan struct{}
	files   map[string]string // by MPD's name: the catalogue's
	mine    map[string]string // entries put into the queue, by id: their file
	votes   map[string]int    // stickers set, by file
	lacking string            // a file that MPD does not have
	playing string            // what was told last
}

// New makes a player. Nothing is asked yet.
func New(c Config) *Player {
	if c.Clock == nil {
		c.Clock = devices.Machine{}
	}
	return &Player{config: c, turn: make(chan struct{}, 1), health: devices.Health{Up: true, Since: c.Clock.Now()}, files: map[string]string{}, mine: map[string]string{}, votes: map[string]int{}}
}

// Health tells how the player is.
func (p *Player) Health() devices.Health {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.health
}

// Do brings the queue to what the list says.
func (p *Player) Do(ctx context.Context, l dj.List) error {
	if err := p.enter(ctx); err != nil {
		return err
	}
	defer p.leave()
	p.lacking = ""
	err := p.talk(ctx, func(c *conn) error { return p.arrange(c, l) })
	p.note(err, true)
	return err
}

// Run asks what plays, and tells it, until ctx ends.
func (p *Player) Run(ctx context.Context) error {
	for ctx.Err() == nil {
		p.look(ctx)
		_ = p.config.Clock.Sleep(ctx, pollEvery)
	}
	return nil
}

// look asks what plays, and tells when it is another song than before.
func (p *Player) look(ctx context.Context) {
	if p.enter(ctx) != nil {
		return
	}
	defer p.leave()
	now := ""
	err := p.talk(ctx, func(c *conn) (err error) {
		now, err = c.playing()
		return err
	})
	if ctx.Err() != nil {
		return
	}
	p.note(err, false)
	if err != nil || now == p.playing {
		return
	}
	if file, known := p.files[now]; known && now != "" && p.config.Plays != nil && p.config.Plays(ctx, file) != nil {
		return // it is told again
	}
	p.playing = now
}

// enter waits for the turn to talk.
func (p *Player) enter(ctx context.Context) error {
	if ctx.Err() == nil {
		select {
		case p.turn <- struct{}{}:
			return nil
		case <-ctx.Done():
		}
	}
	return devices.Unsent(fmt.Errorf("mpd: %w", ctx.Err()))
}

func (p *Player) leave() { <-p.turn }

// talk opens a connection, and marks its errors.
func (p *Player) talk(ctx context.Context, say func(*conn) error) error {
	ctx, cancel := context.WithTimeout(ctx, doLimit)
	defer cancel()
	c, err := dial(ctx, p.config.Address, p.config.Password)
	if err == nil {
		err = say(c)
		c.close()
	}
	switch said := (*ack)(nil); {
	case err == nil:
		return nil
	case errors.As(err, &said) && (said.code == ackPassword || said.code == ackPermission):
		return devices.Permanent(fmt.Errorf("mpd: %w", err))
	}
	return fmt.Errorf("mpd: %w", err)
}

// note keeps the health; done says that a list was to be carried out.
func (p *Player) note(err error, done bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if up := err == nil; up != p.health.Up {
		p.health.Up, p.health.Since = up, p.config.Clock.Now()
	}
	if done && err == nil {
		p.health.Accepted++
	}
	switch said := (*ack)(nil); {
	case err == nil && p.lacking != "":
		p.health.Problem = fmt.Sprintf("MPD does not have %s. Let it read its music again (mpc update), or check `music:` and the file names of the catalogue.", p.lacking)
	case err == nil:
		p.health.Problem = ""
	case devices.IsPermanent(err):
		if done {
			p.health.Refused++
		}
		p.health.Problem = "MPD asks for a password, or refuses the one in the venue file: it must allow to add, control and read."
	case errors.As(err, &said):
		p.health.Problem = fmt.Sprintf("MPD refuses a command: %s.", said.text)
	case errors.Is(err, errForeign):
		p.health.Problem = "What answers at " + p.config.Address + " is no MPD. Check the address in the venue file."
	default:
		p.health.Problem = "MPD at " + p.config.Address + " does not answer. It is tried again; requests wait on the list."
	}
}

// wanted are the files that should come next, and all files of the list.
func (p *Player) wanted(l dj.List, playing string) (next []dj.Request) {
	for _, r := range l.Requests {
		if r.File == "" {
			continue
		}
		name := p.name(r.File)
		p.files[name] = r.File
		up := r.State == dj.Accepted || (p.config.Auto && r.State == dj.Asked && !l.Paused)
		if r.File = name; up && name != playing && len(next) < maxQueued {
			next = append(next, r)
		}
	}
	return next
}

// name is a file of the catalogue as MPD calls it.
func (p *Player) name(file string) string {
	file = strings.ReplaceAll(file, `\`, "/")
	if below, is := strings.CutPrefix(file, strings.TrimSuffix(p.config.Music, "/")+"/"); is && p.config.Music != "" {
		file = below
	}
	return strings.TrimPrefix(path.Clean(file), "./")
}
