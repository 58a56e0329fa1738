# Foyer: `make demo` and `make test` are the two to know; `make help` lists all.
SHELL := bash
.DEFAULT_GOAL := help
ARGS ?=
WEB := controller/console/web
PEERS := devices/devicetest/peers
TOOLS := $(CURDIR)/bin/tools
GOLANGCI := $(TOOLS)/golangci-lint
# A bare Raspberry Pi has no time zones of its own: build them in.
BUILD := -trimpath -tags timetzdata
export CGO_ENABLED ?= 0

.PHONY: help
help: ## list what can be made
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

$(WEB)/node_modules/.package-lock.json: $(WEB)/package-lock.json
	cd $(WEB) && npm ci --no-audit --no-fund --silent
	@touch $@

$(WEB)/dist/index.html: $(WEB)/node_modules/.package-lock.json $(shell find $(WEB)/src $(WEB)/index.html $(WEB)/vite.config.* $(WEB)/public -type f 2>/dev/null)
	cd $(WEB) && npm run --silent build

.PHONY: web
web: $(WEB)/dist/index.html ## build the pages

.PHONY: build
build: web ## build the programs into bin/
	@echo "building; the first time takes a minute or two"
	go build $(BUILD) -o bin/foyer ./controller
	go build $(BUILD) -o bin/foyer-sim ./firmware-sim
	go build $(BUILD) -o bin/foyer-gateway ./beacons/gateway

.PHONY: demo
demo: build ## an evening on this machine; ARGS="--headless --speed max --report out.json"
	./bin/foyer demo $(ARGS)

$(PEERS)/node_modules/.package-lock.json: $(PEERS)/package-lock.json
	cd $(PEERS) && npm ci --ignore-scripts --no-audit --no-fund --silent
	@touch $@

.PHONY: peers
peers: $(PEERS)/node_modules/.package-lock.json ## programs we did not write, to test drivers against

.PHONY: tools
tools: ## install what the tests need, or say what is missing
	@.ci/tools

# The heavy ones of the packages that are pure: they start no goroutine and know
# no lock, which a law holds, so that the race detector has nothing to find there.
PURE := ./beacons/locate ./beacons/wire ./rules ./rules/experiment ./rules/rank ./rules/draw ./controller/venue ./controller/history ./controller/trial

.PHONY: test
test: tools web peers ## every test, with the race detector where there are goroutines
	cd $(WEB) && npm run --silent check
	go test -timeout 14m $(PURE)
	CGO_ENABLED=1 go test -race -timeout 14m $$(go list ./... | grep -vxF "$$(go list $(PURE))")

.PHONY: fuzz
fuzz: ## fuzz every decoder, FUZZTIME=10s each; FUZZ="beacons/wire" for some
	@.ci/fuzz $(or $(FUZZTIME),10s) $(FUZZ)

.PHONY: bench
bench: build ## what a sighting costs, piece by piece and end to end
	go test -run '^$$' -bench . -benchmem ./beacons/... ./rules/... ./controller/venue ./controller/store ./devices/...
	go test -run '^$$' -bench EndToEnd -benchtime 1x -timeout 10m ./controller

.PHONY: torture
torture: build ## kill -9 fifty times, and take Redis, broker and bridge away (20 minutes)
	FOYER_TORTURE=50 go test -count 1 -run 'TestKilled|TestAway|TestRulesChange' -timeout 30m -v ./controller ./beacons/gateway

.PHONY: accuracy
accuracy: build ## how well people are located, on recorded radio data and in a crowd of 1,000
	./bin/foyer-sim accuracy --baseline beacons/locate/testdata/accuracy.json ../shared/data
	FOYER_CROWD=1000 go test -count 1 -run TestFaults -v ./beacons/locate

$(GOLANGCI):
	GOBIN=$(TOOLS) go install github.com/golangci/golangci-lint/v2/cmd/golangci-lint@v2.15.0

.PHONY: lint
lint: $(GOLANGCI) ## the laws that a linter can hold
	$(GOLANGCI) run ./...

.PHONY: cross
cross: web ## the Raspberry Pi builds
	GOOS=linux GOARCH=arm64 go build $(BUILD) -ldflags '-s -w' -o bin/arm64/foyer ./controller
	GOOS=linux GOARCH=arm64 go build $(BUILD) -ldflags '-s -w' -o bin/arm64/foyer-sim ./firmware-sim
	GOOS=linux GOARCH=arm GOARM=6 go build $(BUILD) -ldflags '-s -w' -o bin/armv6/foyer ./controller
	GOOS=linux GOARCH=arm GOARM=6 go build $(BUILD) -ldflags '-s -w' -o bin/armv6/foyer-sim ./firmware-sim
	GOOS=linux GOARCH=arm64 go build $(BUILD) -ldflags '-s -w' -o bin/arm64/foyer-gateway ./beacons/gateway
	GOOS=linux GOARCH=arm GOARM=6 go build $(BUILD) -ldflags '-s -w' -o bin/armv6/foyer-gateway ./beacons/gateway

.PHONY: picture
picture: build ## make the README's picture anew, from a running demo
	deploy/picture README.png
