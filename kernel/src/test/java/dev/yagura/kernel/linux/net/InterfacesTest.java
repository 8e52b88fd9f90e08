package dev.yagura.kernel.linux.net;

import static org.assertj.core.api.Assertions.assertThat;

import dev.yagura.kernel.linux.Linux;
import dev.yagura.kernel.table.Gap;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

class InterfacesTest {
    private static final int UP = 1;
    private static final int PROMISC = 0x100;
    private static final long UNMAPPED = 0xffff_c900_0000_0000L;

    private final FakeInterfaces fake = new FakeInterfaces();

    private Listing<NetInterface> list() throws IOException {
        return new Interfaces(Linux.of(fake.guest().kernel())).list();
    }

    private NetInterface only() throws IOException {
        Listing<NetInterface> listing = list();
        assertThat(listing.gaps()).isEmpty();
        assertThat(listing.items()).hasSize(1);
        return listing.items().getFirst();
    }

    private long eth0() {
        return fake.device(2, "eth0", UP);
    }

    @Test
    void namespaceMayHaveNoInterfaces() throws IOException {
        assertThat(list()).isEqualTo(new Listing<>(List.of(), List.of()));
    }

    @Test
    void interfaceHasItsAddressesInTheKernelsOrder() throws IOException {
        long device = eth0();
        fake.v4(device, 0xc0a8_4d01, 24);
        fake.v4(device, 0x0a00_020f, 8);
        byte[] v6 = new byte[16];
        v6[0] = (byte) 0xfe;
        v6[1] = (byte) 0x80;
        v6[15] = 1;
        fake.v6(device, 64, v6);

        NetInterface net = only();

        assertThat(net.name()).isEqualTo("eth0");
        assertThat(net.index()).isEqualTo(2);
        assertThat(net.mac()).isEqualTo("52:54:00:12:34:02");
        assertThat(net.mtu()).isEqualTo(1500);
        assertThat(net.addresses()).containsExactly("10.0.2.15/8", "192.168.77.1/24", "fe80::1/64");
        assertThat(net.flags()).containsExactly("UP", "RUNNING", "LOWER_UP");
        assertThat(net.kind()).isNull();
        assertThat(net.listed()).isTrue();
        assertThat(net.namespace().inode()).isEqualTo(4026531840L);
    }

    @Test
    void promiscuityShowsAlsoWhereNoFlagTellsOfIt() throws IOException {
        long device = fake.device(2, "eth0", UP | PROMISC);
        fake.guest().u32(device + FakeInterfaces.PROMISCUITY, 1);

        assertThat(only().flags()).doesNotContain("PROMISC");
        assertThat(only().promiscuity()).isEqualTo(1);

        fake.guest().u32(device + FakeInterfaces.USER_FLAGS, PROMISC);
        assertThat(only().flags()).contains("PROMISC");
    }

    @Test
    void interfaceThatIsDownDoesNotRun() throws IOException {
        fake.guest().u64(fake.device(2, "eth0", 0) + FakeInterfaces.STATE, 0);
        assertThat(only().flags()).isEmpty();
    }

    @Test
    void interfaceWithoutCarrierDoesNotHaveItsLowerLayerUp() throws IOException {
        long device = eth0();
        fake.guest()
                .u64(device + FakeInterfaces.STATE, 7)
                .bytes(device + FakeInterfaces.OPERATIONAL, (byte) 2);
        assertThat(only().flags()).containsExactly("UP");
    }

    @Test
    void kindAndProgramsAreNamed() throws IOException {
        long device = eth0();
        long operations = fake.guest().allocate(16);
        long kind = fake.guest().allocate(16);
        fake.guest().text(kind, "dummy").u64(operations + 8, kind);
        fake.guest().u64(device + FakeInterfaces.KIND, operations);
        long program = fake.guest().allocate(16);
        long auxiliary = fake.guest().allocate(16);
        fake.guest().u64(program + 8, auxiliary).u32(auxiliary + 4, 42);
        fake.guest().u64(device + FakeInterfaces.XDP_STATE + 32, program);
        fake.guest().u64(device + FakeInterfaces.RECEIVE_HANDLER, 0x1234);

        NetInterface net = only();

        assertThat(net.kind()).isEqualTo("dummy");
        assertThat(net.xdpPrograms()).containsExactly(42L);
        assertThat(net.receiveHandler()).isEqualTo(0x1234);
    }

    @Test
    void interfaceTakenOutOfTheListIsFoundByItsNumber() throws IOException {
        fake.linux().unlink(eth0(), FakeInterfaces.LIST);

        assertThat(only().listed()).isFalse();
    }

    @Test
    void addressesThatGoRoundAreAGap() throws IOException {
        long device = eth0();
        long address = fake.v4(device, 0x0a00_020f, 8);
        fake.guest().u64(address, address);

        Listing<NetInterface> listing = list();

        assertThat(listing.items().getFirst().addresses()).containsExactly("10.0.2.15/8");
        assertThat(listing.gaps())
                .extracting(Gap::what)
                .containsExactly("addresses of interface eth0");
    }

    @Test
    void unreadableInterfaceHidesNoOther() throws IOException {
        fake.guest().u64(eth0() + 72, UNMAPPED);
        fake.device(3, "eth1", UP);
        fake.guest().bytes(fake.device(4, "eth2", UP) + FakeInterfaces.ADDRESS_LENGTH, (byte) 200);

        Listing<NetInterface> listing = list();

        assertThat(listing.items()).extracting(NetInterface::name).containsExactly("eth1");
        assertThat(listing.gaps())
                .extracting(Gap::what)
                .containsExactly("interface eth0", "interface eth2");
    }
}
