package main

import (
	"fmt"
	"net"
)

// The most pods that a mesh may have here.
const maxPods = 250

// lot is a part of the loopback network, 127.<number>.0.0/16, that this process alone uses. Envoys share ports without a word, so two
// labs on one machine would get each other's requests.
type lot struct {
	number int
	claim  net.Listener
}

// claimLot takes the first lot that is free; it stays taken as long as the process lives.
func claimLot() (*lot, error) {
	var last error
	for number := 16; number < 255; number++ {
		claim, err := net.Listen("tcp", fmt.Sprintf("127.%d.255.254:15000", number))
		if err == nil {
			return &lot{number: number, claim: claim}, nil
		}
		last = err
	}
	return nil, fmt.Errorf("no part of the loopback network is free: %w", last)
}

// address is one that a stage has for itself, as long as only 200 stages are remembered.
func (l *lot) address(stage, host int) string {
	return fmt.Sprintf("127.%d.%d.%d", l.number, stage%200, host)
}
