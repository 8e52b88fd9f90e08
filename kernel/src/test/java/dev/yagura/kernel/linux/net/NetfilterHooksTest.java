package dev.yagura.kernel.linux.net;

import static dev.yagura.kernel.fixture.FakeTypes.CHAR;
import static dev.yagura.kernel.fixture.FakeTypes.S32;
import static dev.yagura.kernel.fixture.FakeTypes.U16;
import static dev.yagura.kernel.fixture.FakeTypes.U8;
import static dev.yagura.kernel.fixture.FakeTypes.VOID_POINTER;
import static dev.yagura.kernel.fixture.FakeTypes.array;
import static dev.yagura.kernel.fixture.FakeTypes.at;
import static dev.yagura.kernel.fixture.FakeTypes.named;
import static dev.yagura.kernel.fixture.FakeTypes.pointerTo;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.yagura.kernel.fixture.FakeGuest;
import dev.yagura.kernel.linux.Linux;
import dev.yagura.kernel.table.Gap;
import dev.yagura.kernel.types.CType;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class NetfilterHooksTest {
    private static final int INPUT = 1;
    private static final int NF_TABLES = 1;
    private static final long UNMAPPED = 0xffff_c900_0000_0000L;

    private final FakeInterfaces fake = new FakeInterfaces();
    private final FakeGuest guest = fake.guest();
    private final long ipv4 = fake.namespace() + FakeInterfaces.NET_HOOKS;

    @BeforeEach
    void definesTypes() {
        guest.types()
                .struct(
                        "nf_hook_entries",
                        8,
                        at(0, "num_hook_entries", U16),
                        at(8, "hooks", array(named("nf_hook_entry"), 0)))
                .struct(
                        "nf_hook_entry",
                        16,
                        at(0, "hook", VOID_POINTER),
                        at(8, "priv", VOID_POINTER))
                .struct(
                        "nf_hook_ops",
                        32,
                        at(0, "hook", VOID_POINTER),
                        at(8, "pf", U8),
                        at(9, "hook_ops_type", U8),
                        at(12, "priority", S32));
    }

    private Listing<NetfilterHook> list() throws IOException {
        return new NetfilterHooks(Linux.of(guest.kernel())).list();
    }

    private long operations(long function, int priority, int type) {
        long gva = guest.allocate(32);
        guest.u64(gva, function).bytes(gva + 9, (byte) type).u32(gva + 12, priority);
        return gva;
    }

    /** Makes hooks, each registered as given, that are called with the address of that. */
    private long entries(long... operations) {
        long gva = guest.allocate(8 + 24L * operations.length);
        guest.u32(gva, operations.length);
        for (int i = 0; i < operations.length; i++) {
            guest.u64(gva + 8 + 16L * i, guest.u64(operations[i]))
                    .u64(gva + 16 + 16L * i, operations[i])
                    .u64(gva + 8 + 16L * operations.length + 8L * i, operations[i]);
        }
        return gva;
    }

    @Test
    void guestMayHaveNoHooks() throws IOException {
        fake.device(2, "eth0", 1);
        assertThat(list()).isEqualTo(new Listing<>(List.of(), List.of()));
    }

    @Test
    void hooksAreGivenInTheOrderOfTheirCalls() throws IOException {
        guest.u64(
                ipv4 + 8 * INPUT,
                entries(
                        operations(FakeGuest.TEXT, -225, 0),
                        operations(FakeGuest.TEXT + 8, 100, 0)));
        guest.u64(ipv4 + 40 + 8, entries(operations(FakeGuest.TEXT + 16, 0, 0)));

        Listing<NetfilterHook> listing = list();

        assertThat(listing.gaps()).isEmpty();
        assertThat(listing.items())
                .extracting(
                        NetfilterHook::family,
                        NetfilterHook::hook,
                        NetfilterHook::position,
                        h -> h.priority().orElseThrow(),
                        NetfilterHook::function)
                .containsExactly(
                        tuple("ipv4", "input", 0, -225, FakeGuest.TEXT),
                        tuple("ipv4", "input", 1, 100, FakeGuest.TEXT + 8),
                        tuple("arp", "output", 0, 0, FakeGuest.TEXT + 16));
        assertThat(listing.items().getFirst().nftables()).isFalse();
    }

    @Test
    void interfacesHaveHooksOfTheirOwn() throws IOException {
        long device = fake.device(2, "eth0", 1);
        guest.u64(device + FakeInterfaces.INGRESS_HOOKS, entries(operations(FakeGuest.TEXT, 0, 0)));

        assertThat(list().items())
                .extracting(NetfilterHook::family, NetfilterHook::hook, NetfilterHook::device)
                .containsExactly(tuple("netdev", "ingress", "eth0"));
    }

    @Test
    void functionThatWasChangedAfterItsRegistrationShows() throws IOException {
        long entries = entries(operations(FakeGuest.TEXT, 0, 0));
        guest.u64(ipv4, entries).u64(entries + 8, 0x666);

        NetfilterHook hook = list().items().getFirst();

        assertThat(hook.function()).isEqualTo(0x666);
        assertThat(hook.registeredFunction()).isEqualTo(FakeGuest.TEXT);
    }

    @Test
    void chainsAreNamedWhereTheirTypesAreKnown() throws IOException {
        long chain = operations(FakeGuest.TEXT, 0, NF_TABLES);
        guest.u64(ipv4, entries(chain));

        assertThat(list().items().getFirst().nftables()).isTrue();
        assertThat(list().items().getFirst().chain()).isNull();

        guest.types()
                .struct(
                        "nft_chain",
                        32,
                        at(16, "name", new CType.Pointer(CHAR)),
                        at(24, "table", pointerTo("nft_table")))
                .struct("nft_table", 8, at(0, "name", new CType.Pointer(CHAR)));
        long names = guest.allocate(64);
        guest.text(names, "input").text(names + 16, "filter").u64(names + 32, names + 16);
        guest.u64(chain + 16, names).u64(chain + 24, names + 32);
        assertThat(list().items().getFirst().chain()).isEqualTo("filter input");
    }

    @Test
    void countWithoutMeasureIsAGap() throws IOException {
        long entries = entries(operations(FakeGuest.TEXT, 0, 0));
        guest.u64(ipv4, entries).u32(entries, 0xffff);

        assertThat(list().gaps())
                .extracting(Gap::why)
                .contains("65535 hooks, expected 1024 at most");
    }

    @Test
    void hookWithoutItsRegistrationIsStillListed() throws IOException {
        long entries = entries(operations(FakeGuest.TEXT, 0, 0));
        guest.u64(ipv4, entries).u64(entries + 24, UNMAPPED);
        guest.u64(ipv4 + 8, UNMAPPED);

        Listing<NetfilterHook> listing = list();

        assertThat(listing.items())
                .singleElement()
                .satisfies(hook -> {
                    assertThat(hook.function()).isEqualTo(FakeGuest.TEXT);
                    assertThat(hook.priority()).isEmpty();
                });
        assertThat(listing.gaps())
                .extracting(Gap::what)
                .containsExactly(
                        "ipv4 hooks at prerouting of network namespace 4026531840, registration 0",
                        "ipv4 hooks at input of network namespace 4026531840");
    }
}
