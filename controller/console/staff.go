package console

import "time"

// StaffMessage is a line for the people who run the evening.
type StaffMessage struct {
	ID   string    `json:"id"`
	At   time.Time `json:"at"`
	Text string    `json:"text"`
	Rule string    `json:"rule"` // which rule said so; empty = none
	Done bool      `json:"done"` // somebody has seen to it
}

// StaffWish says that somebody has seen to a line, or that nobody has.
type StaffWish struct {
	ID   string `json:"id"`
	Done bool   `json:"done"`
}
