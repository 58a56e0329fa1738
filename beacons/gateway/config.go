package main

import (
	"bytes"
	"cmp"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"strings"
)

// config is everything a gateway can be told. The file and the flags have the
// same names; what needs a structure is in the file alone.
type config struct {
	ID     string `json:"id"`
	Venue  string `json:"venue"`
	Broker string `json:"broker"`

	User     string `json:"user"`
	Password string `json:"password"`
	CA       string `json:"ca"`   // file; "" = the machine's authorities
	Cert     string `json:"cert"` // file; "" = none of our own
	Key      string `json:"key"`

	HCI     int    `json:"hci"`
	Btsnoop string `json:"btsnoop"` // a recording instead of the radio
	Tags    string `json:"tags"`    // file of known tags; "" = everybody
	EIDs    bool   `json:"eids"`    // pass on ephemeral identifiers, which no file can name
	Thin    string `json:"thin"`    // median or strongest

	Spool   string `json:"spool"` // folder; "" = memory alone
	SpoolMB int    `json:"spool_mb"`

	Throttled string      `json:"throttled"` // file with what vcgencmd get_throttled says
	Panel     panelConfig `json:"panel"`
}

// panelConfig names the pins and ports of a panel; "" = not there.
type panelConfig struct {
	Status string `json:"status"`
	Green  string `json:"green"`
	Red    string `json:"red"`
	Buzzer string `json:"buzzer"`
	Button string `json:"button"`
	// Press is what the button says when it is pressed.
	Press string `json:"press"`

	Reader      string `json:"reader"` // an SPI port with an MFRC522
	ReaderReset string `json:"reader_reset"`
	ReaderIRQ   string `json:"reader_irq"`
}

func defaults() config {
	return config{Broker: "tcp://127.0.0.1:1883", Thin: median, SpoolMB: 256, Panel: panelConfig{Press: "pressed"}}
}

// configure reads the flags, and the file that they name first, so that a flag
// beats the file.
func configure(args []string, out io.Writer) (config, error) {
	c := defaults()
	if file := fileOf(args); file != "" {
		if err := c.load(file); err != nil {
			return c, err
		}
	}
	if err := c.flags(out).Parse(args); err != nil {
		return c, err
	}
	return c, c.validate()
}

// fileOf looks for --config before anything else is read.
func fileOf(args []string) (file string) {
	c := defaults()
	f := c.flags(io.Discard)
	if err := f.Parse(args); err != nil {
		return "" // the second reading says it
	}
	return f.Lookup("config").Value.String()
}

func (c *config) flags(out io.Writer) *flag.FlagSet {
	f := flag.NewFlagSet("foyer-gateway", flag.ContinueOnError)
	f.SetOutput(out)
	f.String("config", "", "JSON `file` with all of these, user, password and panel")
	f.StringVar(&c.ID, "id", c.ID, "the anchor's id on the plan")
	f.StringVar(&c.Venue, "venue", c.Venue, "the venue's id")
	f.StringVar(&c.Broker, "broker", c.Broker, "`url` of the broker: tcp, or tls for TLS")
	f.StringVar(&c.CA, "ca", c.CA, "`file` with the authority of the broker's certificate")
	f.StringVar(&c.Cert, "cert", c.Cert, "`file` with our own certificate")
	f.StringVar(&c.Key, "key", c.Key, "`file` with the key of it")
	f.IntVar(&c.HCI, "hci", c.HCI, "`number` of the Bluetooth controller")
	f.StringVar(&c.Btsnoop, "btsnoop", c.Btsnoop, "play this recording instead of the radio")
	f.StringVar(&c.Tags, "tags", c.Tags, "`file` of known tags, one a line: identity, then its name if it has one")
	f.BoolVar(&c.EIDs, "eids", c.EIDs, "pass on ephemeral identifiers")
	f.StringVar(&c.Thin, "thin", c.Thin, "`which` level of half a second counts: median or strongest")
	f.StringVar(&c.Spool, "spool", c.Spool, "`folder` for what the broker did not take")
	f.IntVar(&c.SpoolMB, "spool-mb", c.SpoolMB, "the most that is kept, in `MiB`")
	f.StringVar(&c.Throttled, "throttled", c.Throttled, "`file` with what vcgencmd get_throttled says")
	return f
}

func (c *config) load(file string) error {
	text, err := os.ReadFile(file)
	if err != nil {
		return fmt.Errorf("config: %w", err)
	}
	d := json.NewDecoder(bytes.NewReader(text))
	d.DisallowUnknownFields()
	if err := d.Decode(c); err != nil {
		return fmt.Errorf("config: %s: %w", file, err)
	}
	return nil
}

// validate says everything that is wrong.
func (c *config) validate() error {
	var wrong []error
	say := func(is bool, format string, args ...any) {
		if is {
			wrong = append(wrong, fmt.Errorf("config: "+format, args...))
		}
	}
	for name, value := range map[string]string{"id": c.ID, "venue": c.Venue} {
		say(value == "", "%s is needed", name)
		say(strings.ContainsAny(value, "/+#"), "%s %q: a level of a topic has no /, + or #", name, value)
	}
	say(c.Thin != median && c.Thin != strongest, "thin %q: %s or %s", c.Thin, median, strongest)
	say(c.SpoolMB < 1, "spool_mb %d: at least 1", c.SpoolMB)
	say((c.Cert == "") != (c.Key == ""), "cert and key need each other")
	say(c.Panel.Reader != "" && (c.Panel.ReaderReset == "" || c.Panel.ReaderIRQ == ""), "a reader needs reader_reset and reader_irq")
	return errors.Join(wrong...)
}

// tls is what the files say; nil when there are none.
func (c *config) tls() (*tls.Config, error) {
	if cmp.Or(c.CA, c.Cert) == "" {
		return nil, nil
	}
	t := &tls.Config{MinVersion: tls.VersionTLS12}
	if c.CA != "" {
		text, err := os.ReadFile(c.CA)
		if err != nil {
			return nil, fmt.Errorf("config: ca: %w", err)
		}
		t.RootCAs = x509.NewCertPool()
		if !t.RootCAs.AppendCertsFromPEM(text) {
			return nil, fmt.Errorf("config: ca: %s holds no certificate", c.CA)
		}
	}
	if c.Cert != "" {
		pair, err := tls.LoadX509KeyPair(c.Cert, c.Key)
		if err != nil {
			return nil, fmt.Errorf("config: cert: %w", err)
		}
		t.Certificates = []tls.Certificate{pair}
	}
	return t, nil
}
