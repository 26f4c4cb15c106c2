//go:build race

package server

// raceEnabled makes tests smaller under the race detector.
const raceEnabled = true
