package mqttlight

// Colourless is how many lamps are known to show no colours.
func (b *Base) Colourless() (n int) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, l := range b.lamps {
		if !l.can.colour {
			n++
		}
	}
	return n
}
