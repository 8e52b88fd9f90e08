package dev.yagura.kernel.linux.net;

import static dev.yagura.kernel.fixture.FakeTypes.U16;
import static dev.yagura.kernel.fixture.FakeTypes.VOID_POINTER;
import static dev.yagura.kernel.fixture.FakeTypes.at;
import static dev.yagura.kernel.fixture.FakeTypes.named;
import static dev.yagura.kernel.fixture.FakeTypes.pointerTo;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.yagura.kernel.fixture.FakeGuest;
import dev.yagura.kernel.linux.Linux;
import dev.yagura.kernel.table.Gap;
import dev.yagura.kernel.view.KernelLayoutException;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PacketHandlersTest {
    private static final int ALL = 0x0300; // ETH_P_ALL in network order
    private static final int IPV4 = 0x0008;

    private final FakeInterfaces fake = new FakeInterfaces();
    private final FakeGuest guest = fake.guest();
    private final long all = guest.allocate(16);
    private final long base = guest.allocate(16 * 16);

    @BeforeEach
    void definesTypes() {
        guest.types()
                .struct(
                        "packet_type",
                        64,
                        at(0, "type", U16),
                        at(8, "dev", pointerTo("net_device")),
                        at(16, "func", VOID_POINTER),
                        at(24, "list_func", VOID_POINTER),
                        at(32, "af_packet_priv", VOID_POINTER),
                        at(40, "list", named("list_head")));
        fake.linux().emptyList(all);
        for (int bucket = 0; bucket < 16; bucket++) {
            fake.linux().emptyList(base + 16L * bucket);
        }
        guest.symbol("ptype_base", base, 'D');
    }

    private Listing<PacketHandler> list() throws IOException {
        guest.symbol("ptype_all", all, 'D');
        return new PacketHandlers(Linux.of(guest.kernel())).list();
    }

    private long handler(long list, int type, long function) {
        long gva = guest.allocate(64);
        guest.u32(gva, type).u64(gva + 16, function);
        fake.linux().addTail(list, gva + 40);
        return gva;
    }

    @Test
    void guestMayHaveNoHandlers() throws IOException {
        assertThat(list()).isEqualTo(new Listing<>(List.of(), List.of()));
    }

    @Test
    void handlersOfAllListsAreFound() throws IOException {
        long device = fake.device(2, "eth0", 1);
        long sniffer = handler(device + FakeInterfaces.PACKET_ALL, ALL, FakeGuest.TEXT);
        guest.u64(sniffer + 8, device).u64(sniffer + 32, 0x5000);
        handler(base + 16 * 15, IPV4, FakeGuest.TEXT + 8);
        handler(all, ALL, 0x666);

        Listing<PacketHandler> listing = list();

        assertThat(listing.gaps()).isEmpty();
        assertThat(listing.items())
                .extracting(
                        PacketHandler::protocol,
                        PacketHandler::list,
                        PacketHandler::device,
                        PacketHandler::function,
                        PacketHandler::ownerGva)
                .containsExactly(
                        tuple(3, "all", null, 0x666L, 0L),
                        tuple(0x800, "protocol", null, FakeGuest.TEXT + 8, 0L),
                        tuple(3, "all of interface eth0", "eth0", FakeGuest.TEXT, 0x5000L));
    }

    @Test
    void handlerInTwoListsIsAGap() throws IOException {
        long handler = handler(all, ALL, FakeGuest.TEXT);
        guest.u64(base, handler + 40);

        Listing<PacketHandler> listing = list();

        assertThat(listing.items())
                .extracting(PacketHandler::function)
                .containsOnlyOnce(FakeGuest.TEXT);
        assertThat(listing.gaps())
                .extracting(Gap::why)
                .contains("is in two lists, the second being protocol");
    }

    @Test
    void listThatGoesRoundEnds() throws IOException {
        long handler = handler(all, ALL, FakeGuest.TEXT);
        guest.u64(handler + 40, handler + 40);

        Listing<PacketHandler> listing = list();

        assertThat(listing.items()).hasSize(1);
        assertThat(listing.gaps()).hasSize(1);
    }

    @Test
    void kernelWhoseListForAllPacketsIsNotFoundSaysSo() {
        assertThatThrownBy(() -> new PacketHandlers(Linux.of(guest.kernel())).list())
                .isInstanceOf(KernelLayoutException.class);
    }
}
