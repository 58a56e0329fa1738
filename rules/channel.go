package rules

// Channel is a way in which rules act. Those that reach a person can be bound
// by a Cap; every one can be stopped.
type Channel string

// The channels.
const (
	PushChannel   Channel = "push"
	SongChannel   Channel = "dj"
	LightChannel  Channel = "lights"
	RewardChannel Channel = "rewards"
	StaffChannel  Channel = "staff"
	HookChannel   Channel = "webhook"
	noChannel     Channel = ""
)

// Channels are all that can be stopped, in the order in which they are shown.
func Channels() []Channel {
	return []Channel{PushChannel, LightChannel, SongChannel, RewardChannel, StaffChannel, HookChannel}
}

// Channel is the one that a step of a rule uses.
func (t *Then) Channel() Channel {
	switch {
	case t.Reward != "":
		return RewardChannel
	case t.Push != nil:
		return PushChannel
	case t.Light != nil:
		return LightChannel
	case t.DJ != nil:
		return SongChannel
	case len(t.Staff.Parts) > 0:
		return StaffChannel
	case t.Webhook != nil:
		return HookChannel
	}
	return noChannel
}

// ChannelOf is the channel that an effect goes by.
func ChannelOf(e Effect) Channel {
	switch e.(type) {
	case Light:
		return LightChannel
	case Song:
		return SongChannel
	case Reward:
		return RewardChannel
	case Push:
		return PushChannel
	case Staff:
		return StaffChannel
	case Webhook:
		return HookChannel
	case Publish, Reply, Points:
		return noChannel
	}
	return noChannel
}
