package main

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net/http"
	"time"

	"foyer/beacons"
	"foyer/controller/console"
	"foyer/controller/venue"
	"foyer/devices/wallet"
)

// walletConfig is what Apple gave for passes: files, or env:NAME.
type walletConfig struct {
	PassType     string `yaml:"pass_type,required"`
	Team         string `yaml:"team,required"`
	Organisation string `yaml:"organisation"`
	Certificate  string `yaml:"certificate,required"`
	Key          string `yaml:"key,required"`
	WWDR         string `yaml:"wwdr,required"`
}

// passes makes passes of what people were given.
type passes struct {
	maker   *wallet.Maker
	beacons []wallet.Beacon
	secret  []byte // numbers passes so that they name nobody
}

// checkBeacons finds beacons that no phone could look for.
func (c config) checkBeacons(v *validation) {
	if c.Wallet == nil {
		return
	}
	for i, a := range c.Anchors {
		if _, err := wallet.ParseBeacon(a.Beacon); a.Beacon != "" && err != nil {
			v.say(fmt.Sprintf("anchors[%d].beacon", i), "With a `wallet` phones look for this beacon, and "+err.Error()+".")
		}
	}
}

// addPasses reads the papers; without them there are no passes, and the page
// says why.
func (g *gear) addPasses(c config, secret []byte) {
	w := c.Wallet
	if w == nil {
		return
	}
	made := wallet.Config{PassType: w.PassType, Team: w.Team, Organisation: w.Organisation}
	if made.Organisation == "" {
		made.Organisation = c.Venue
	}
	for _, paper := range []struct {
		file string
		into *[]byte
	}{{w.Certificate, &made.Certificate}, {w.Key, &made.Key}, {w.WWDR, &made.WWDR}} {
		body, err := c.secret(paper.file)
		if err != nil {
			g.lack("wallet", fmt.Sprintf("There are no passes: %v.", err))
			return
		}
		*paper.into = body
	}
	maker, err := wallet.New(made, time.Now()) // certificates live by the machine's time
	if err != nil {
		g.lack("wallet", fmt.Sprintf("There are no passes: %v.", err))
		return
	}
	g.passes = &passes{maker: maker, secret: secret, beacons: beaconsOf(c.plan())}
}

// beaconsOf are the venue's beacons, near which a phone shows a pass.
func beaconsOf(plan beacons.Plan) (all []wallet.Beacon) {
	for _, a := range plan.Anchors {
		b, err := wallet.ParseBeacon(a.Beacon)
		if err != nil {
			continue // a gateway
		}
		if zone, known := plan.ZoneOf(a.Zone); known {
			b.Text = zone.Name
		}
		all = append(all, b)
	}
	return all
}

// pass is one reward of the person whose key it is, as a pass.
func (a *attendee) pass(p *passes) func(ctx context.Context, key, reward string) ([]byte, error) {
	return func(ctx context.Context, key, reward string) ([]byte, error) {
		person, g, book, now, err := a.whose(ctx, key)
		if err != nil {
			return nil, err
		}
		why := &console.Declined{Status: http.StatusNotFound, Text: "You were not given this."}
		for _, h := range g.Rewards {
			switch r := rewardOf(h, now); {
			case h.Pool != reward:
			case r.State == "yours":
				return p.maker.Pass(p.offer(person, h, book.Calendar.Place))
			default:
				why = &console.Declined{Status: http.StatusConflict, Text: "There is no pass of this now. " + r.Text}
			}
		}
		return nil, why
	}
}

// offer is what a pass holds: the reward, and nothing of the person.
func (p *passes) offer(person beacons.Person, h venue.Held, place *time.Location) wallet.Offer {
	mac := hmac.New(sha256.New, p.secret)
	mac.Write([]byte("pass|" + string(person) + "|" + h.Pool + "|" + h.Code))
	return wallet.Offer{
		Serial: hex.EncodeToString(mac.Sum(nil)[:16]), Title: spaced(h.Pool), Note: h.HandOutAt, Code: h.Code,
		Expires: local(h.Expires, place), Beacons: p.beacons,
	}
}
