package dev.yagura.kernel.linux.net;

import static dev.yagura.kernel.fixture.FakeTypes.CHAR;
import static dev.yagura.kernel.fixture.FakeTypes.U32;
import static dev.yagura.kernel.fixture.FakeTypes.U8;
import static dev.yagura.kernel.fixture.FakeTypes.VOID_POINTER;
import static dev.yagura.kernel.fixture.FakeTypes.array;
import static dev.yagura.kernel.fixture.FakeTypes.at;
import static dev.yagura.kernel.fixture.FakeTypes.named;
import static dev.yagura.kernel.fixture.FakeTypes.pointerTo;
import static org.assertj.core.api.Assertions.assertThat;

import dev.yagura.kernel.fixture.FakeGuest;
import dev.yagura.kernel.linux.Linux;
import dev.yagura.kernel.table.Gap;
import java.io.IOException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class NeighboursTest {
    private final FakeGuest guest = new FakeGuest();
    private final long device = guest.allocate(64);
    private final long table = guest.allocate(32);
    private final long hash = guest.allocate(16);
    private final long buckets = guest.allocate(8 * 8);

    @BeforeEach
    void definesTypes() {
        guest.types()
                .struct("possible_net", 8, at(0, "net", VOID_POINTER))
                .struct(
                        "net_device",
                        64,
                        at(0, "name", array(CHAR, 16)),
                        at(16, "addr_len", U8),
                        at(24, "nd_net", named("possible_net")))
                .struct("neigh_table", 32, at(4, "key_len", U32), at(8, "nht", VOID_POINTER))
                .struct(
                        "neigh_hash_table",
                        16,
                        at(0, "hash_buckets", VOID_POINTER),
                        at(8, "hash_shift", U32))
                .struct(
                        "neighbour",
                        64,
                        at(0, "next", pointerTo("neighbour")),
                        at(8, "nud_state", U8),
                        at(16, "ha", array(U8, 32)),
                        at(48, "dev", pointerTo("net_device")),
                        at(56, "primary_key", array(U8, 0)));
        guest.text(device, "eth0").bytes(device + 16, (byte) 6).u64(device + 24, 0x1234);
        guest.u32(table + 4, 4).u64(table + 8, hash).u64(hash, buckets).u32(hash + 8, 3);
        guest.symbol("arp_tbl", table, 'D');
    }

    private long neighbour(int bucket, int state, int lastByte) {
        long gva = guest.allocate(64);
        guest.u64(gva, guest.u64(buckets + 8L * bucket)).u64(buckets + 8L * bucket, gva);
        guest.bytes(gva + 8, (byte) state).bytes(gva + 16, (byte) 2, (byte) 0, (byte) 0xfe);
        guest.u64(gva + 48, device).bytes(gva + 56, (byte) 10, (byte) 0, (byte) 2, (byte) lastByte);
        return gva;
    }

    private Listing<Neighbour> list() throws IOException {
        return new Neighbours(Linux.of(guest.kernel())).list();
    }

    @Test
    void neighboursHaveAddressesAndStates() throws IOException {
        long known = neighbour(7, 0x80, 99);
        long unknown = neighbour(0, 1, 100);

        Listing<Neighbour> listing = list();

        assertThat(listing.gaps()).isEmpty();
        assertThat(listing.items())
                .containsExactly(
                        new Neighbour(unknown, "10.0.2.100", null, "eth0", "INCOMPLETE", 0x1234),
                        new Neighbour(
                                known,
                                "10.0.2.99",
                                "02:00:fe:00:00:00",
                                "eth0",
                                "PERMANENT",
                                0x1234));
    }

    @Test
    void stateMayBeNoneOrSeveral() throws IOException {
        neighbour(1, 0, 1);
        neighbour(2, 6, 2);

        assertThat(list().items())
                .extracting(Neighbour::state)
                .containsExactly("NONE", "REACHABLE|STALE");
    }

    @Test
    void shiftWithoutMeasureIsAGap() throws IOException {
        guest.u32(hash + 8, 63);

        assertThat(list().gaps())
                .singleElement()
                .satisfies(gap -> assertThat(gap.why()).contains("is 63, expected 0..20"));
    }

    @Test
    void longHardwareAddressAndMissingInterfaceAreGaps() throws IOException {
        neighbour(1, 2, 1);
        guest.u64(neighbour(2, 2, 2) + 48, 0);
        guest.bytes(device + 16, (byte) 33);

        Listing<Neighbour> listing = list();

        assertThat(listing.items()).isEmpty();
        assertThat(listing.gaps()).extracting(Gap::what).allMatch(w -> w.startsWith("neighbour"));
        assertThat(listing.gaps()).hasSize(2);
    }
}
