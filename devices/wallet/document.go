package wallet

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// document is pass.json.
type document struct {
	FormatVersion      int       `json:"formatVersion"`
	PassTypeIdentifier string    `json:"passTypeIdentifier"`
	TeamIdentifier     string    `json:"teamIdentifier"`
	SerialNumber       string    `json:"serialNumber"`
	OrganizationName   string    `json:"organizationName"`
	Description        string    `json:"description"` // for VoiceOver
	LogoText           string    `json:"logoText,omitempty"`
	BackgroundColour   string    `json:"backgroundColor"`
	ForegroundColour   string    `json:"foregroundColor"`
	LabelColour        string    `json:"labelColor"`
	ExpirationDate     string    `json:"expirationDate,omitempty"`
	SharingProhibited  bool      `json:"sharingProhibited"` // it is one person's
	Barcodes           []barcode `json:"barcodes,omitempty"`
	Beacons            []near    `json:"beacons,omitempty"`
	Coupon             coupon    `json:"coupon"`
}

type barcode struct {
	Format   string `json:"format"`
	Message  string `json:"message"`
	Encoding string `json:"messageEncoding"`
	AltText  string `json:"altText"`
}

type near struct {
	UUID  string `json:"proximityUUID"`
	Major uint16 `json:"major"`
	Minor uint16 `json:"minor"`
	Text  string `json:"relevantText,omitempty"`
}

type coupon struct {
	Primary   []field `json:"primaryFields"`
	Secondary []field `json:"secondaryFields,omitempty"`
	Back      []field `json:"backFields,omitempty"`
}

type field struct {
	Key   string `json:"key"`
	Label string `json:"label,omitempty"`
	Value string `json:"value"`
}

// document is what a phone shows of an offer.
func (m *Maker) document(o Offer) document {
	d := document{
		FormatVersion: 1, PassTypeIdentifier: m.config.PassType, TeamIdentifier: m.config.Team,
		SerialNumber: o.Serial, OrganizationName: m.config.Organisation, Description: o.Title, LogoText: m.config.Organisation,
		BackgroundColour: "rgb(28, 34, 54)", ForegroundColour: "rgb(255, 255, 255)", LabelColour: "rgb(255, 190, 92)",
		SharingProhibited: true, Coupon: coupon{Primary: []field{{Key: "offer", Value: o.Title}}},
	}
	if o.Code != "" {
		d.Barcodes = []barcode{{Format: "PKBarcodeFormatQR", Message: o.Code, Encoding: "utf-8", AltText: o.Code}}
		d.Coupon.Back = append(d.Coupon.Back, field{"code", "Code", o.Code})
	}
	if o.Note != "" {
		d.Coupon.Secondary = append(d.Coupon.Secondary, field{"note", "Where", o.Note})
	}
	if !o.Expires.IsZero() {
		d.ExpirationDate = o.Expires.Format(time.RFC3339)
	}
	for _, b := range o.Beacons[:min(len(o.Beacons), mostBeacons)] {
		d.Beacons = append(d.Beacons, near{strings.ToUpper(b.UUID), b.Major, b.Minor, b.Text})
	}
	return d
}

// ParseBeacon reads a beacon as a venue file has it: "<uuid>-<major>-<minor>".
func ParseBeacon(written string) (Beacon, error) {
	parts := strings.Split(written, "-")
	if len(parts) != 7 || len(written) < 36 {
		return Beacon{}, fmt.Errorf("%q is no beacon: want <uuid>-<major>-<minor>", written)
	}
	major, err := strconv.ParseUint(parts[5], 10, 16)
	if err != nil {
		return Beacon{}, fmt.Errorf("%q is no beacon: %s is no major", written, parts[5])
	}
	minor, err := strconv.ParseUint(parts[6], 10, 16)
	if err != nil {
		return Beacon{}, fmt.Errorf("%q is no beacon: %s is no minor", written, parts[6])
	}
	return Beacon{UUID: strings.Join(parts[:5], "-"), Major: uint16(major), Minor: uint16(minor)}, nil
}
