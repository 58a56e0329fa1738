package main

import (
	"foyer/controller/console"
	"foyer/devices"
)

// queues are what is on its way to devices, for the technician.
func (o *outboxes) queues() []console.Queue {
	queues := []console.Queue{
		queueOf("lights", o.lights), queueOf("songs", o.songs), queueOf("pushes", o.pushes), queueOf("replies", o.replies),
		queueOf("staff lines", o.crew.out), queueOf("messages of rules", o.said), queueOf("messages of state", o.messages),
	}
	for _, p := range o.hooks.posts {
		queues = append(queues, queueOf("webhooks to "+p.id, p.out))
	}
	return queues
}

func queueOf[E any](name string, o *devices.Outbox[E]) console.Queue {
	depth, longest, givenUp := o.Waiting()
	return console.Queue{Name: name, Waiting: depth, Oldest: longest.Round(100e6).Seconds(), GivenUp: givenUp}
}
