package dev.yagura.hypervisor.tap;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class GuestInterfaceTest {
    /** Printed by QEMU 7.2.22 (Debian 12) for two cards, one behind a hub, and a loose netdev. */
    private static final String TEXT =
            """
            hub 0
             \\ hub0port1: virtio-net-pci.0: index=0,type=nic,model=virtio-net-pci,macaddr=52:54:00:12:34:57
             \\ hub0port0: u1: index=0,type=user,net=10.0.2.0,restrict=off
            rtl8139.0: index=0,type=nic,model=rtl8139,macaddr=52:54:00:12:34:56
             \\ n0: index=0,type=user,net=10.0.2.0,restrict=on
            filters:
              - f0: type=filter-dump,netdev=n0
            loose: index=0,type=socket,socket: udp=127.0.0.1:9
            """;

    @Test
    void findsWhatIsBehindEachCard() {
        assertThat(GuestInterface.parse(TEXT))
                .containsExactly(new GuestInterface("hub0port1", 1), new GuestInterface("n0", 1));
    }

    @Test
    void countsQueues() {
        assertThat(
                        GuestInterface.parse(
                                """
                                net0: index=0,type=nic,model=virtio-net-pci,macaddr=52:54:00:00:00:01
                                 \\ hostnet0: index=0,type=tap,fd=30
                                net0: index=1,type=nic,model=virtio-net-pci,macaddr=52:54:00:00:00:01
                                 \\ hostnet0: index=1,type=tap,fd=31
                                """))
                .containsExactly(new GuestInterface("hostnet0", 2));
    }

    @Test
    void aGuestWithoutACardHasNone() {
        assertThat(GuestInterface.parse("")).isEmpty();
        assertThat(GuestInterface.parse("loose: index=0,type=user,net=10.0.2.0\n")).isEmpty();
    }
}
