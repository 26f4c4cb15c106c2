module github.com/holdfast-db/holdfast/bench

go 1.26

require github.com/holdfast-db/holdfast v0.0.0

replace github.com/holdfast-db/holdfast => ../
