package main

type pushConfig struct {
	APNs *apnsConfig `yaml:"apns"`
}

type apnsConfig struct {
	Host   string `yaml:"host,required"`
	Topic  string `yaml:"topic,required"`
	TeamID string `yaml:"team_id,required"`
	KeyID  string `yaml:"key_id,required"`
	Key    string `yaml:"key,required"`
	CA     string `yaml:"ca"`
}
