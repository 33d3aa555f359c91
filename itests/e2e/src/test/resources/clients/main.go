// Speaks to a monitor with Debian's package golang-github-digitalocean-go-qemu-dev, and prints what it hears.
package main

import (
	"fmt"
	"os"
	"time"

	"github.com/digitalocean/go-qemu/qemu"
	"github.com/digitalocean/go-qemu/qmp"
	"github.com/digitalocean/go-qemu/qmp/raw"
)

func must(err error) {
	if err != nil {
		fmt.Println("failed:", err)
		os.Exit(1)
	}
}

func main() {
	socket, err := qmp.NewSocketMonitor("unix", os.Args[1], 10*time.Second)
	must(err)
	must(socket.Connect())
	defer socket.Disconnect()

	domain, err := qemu.NewDomain(socket, "d")
	must(err)
	defer domain.Close()
	supported, err := domain.Supported("object-add")
	must(err)
	fmt.Println("object-add:", supported)
	devices, err := domain.PCIDevices()
	must(err)
	fmt.Println("PCI devices:", len(devices))

	monitor := raw.NewMonitor(socket)
	status, err := monitor.QueryStatus()
	must(err)
	fmt.Println("running:", status.Running)
	_, err = socket.Run([]byte(`{"execute":"no-such-command"}`))
	fmt.Println("refused:", err != nil)

	events, done, err := domain.Events()
	must(err)
	must(monitor.Stop())
	fmt.Println("event:", (<-events).Event)
	must(monitor.Cont())
	fmt.Println("event:", (<-events).Event)
	close(done)
}
