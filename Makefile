# What a person types. The commands themselves are the README's; nothing is defined here only.
.PHONY: build test race lint fuzz bench docs ci

build:
	go build -o holdfast ./cmd/holdfast

test:
	go test ./...

race:
	go test -race ./internal/... .

lint:
	test -z "$$(gofmt -l .)"
	go vet ./...
	go tool staticcheck ./...

# A short smoke of every fuzz target; FUZZTIME=10m for a real run.
FUZZTIME ?= 3s
fuzz:
	./.ci/fuzz $(FUZZTIME)

# Rewrites everything that is generated from the command table and the settings.
docs:
	go test ./internal/config . -run 'Docs' -update

bench:
	cd bench && go run . $(BENCH)

ci:
	./.ci/run
