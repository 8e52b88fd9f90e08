package dev.yagura.kernel.linux.net;

import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.bytes.MalformedStructureException.Reason;
import dev.yagura.kernel.linux.Linux;
import dev.yagura.kernel.view.KernelField;
import dev.yagura.kernel.view.KernelLayoutException;
import dev.yagura.kernel.view.KernelStruct;
import dev.yagura.kernel.view.StructView;
import dev.yagura.kernel.view.StructViews;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.OptionalLong;

/** The hosts that a guest has met on its links: the tables of ARP and of neighbour discovery. */
public final class Neighbours {
    /** A table of 2^20 buckets is for as many hosts on a link. */
    private static final long MAX_SHIFT = 20;

    private static final int MAX_MAC_BYTES = 32;

    /** {@code NUD_*} in include/uapi/linux/neighbour.h, from bit 0 on. */
    private static final List<String> STATES =
            List.of(
                    "INCOMPLETE",
                    "REACHABLE",
                    "STALE",
                    "DELAY",
                    "PROBE",
                    "FAILED",
                    "NOARP",
                    "PERMANENT");

    /** {@code NUD_VALID} in include/net/neighbour.h: the hardware address is known. */
    private static final int VALID = 0x80 | 0x40 | 0x02 | 0x10 | 0x04 | 0x08;

    private static final List<String> TABLES = List.of("arp_tbl", "nd_tbl");

    private final Linux linux;
    private final StructViews views;

    /** Reads nothing yet. */
    public Neighbours(Linux linux) {
        this.linux = linux;
        this.views = linux.views();
    }

    /** A table; {@code include/net/neighbour.h}. */
    @KernelStruct("neigh_table")
    interface Table extends StructView {
        @KernelField("key_len")
        int keyLength();

        @KernelField("nht")
        long hashGva();
    }

    /** The buckets of a table. */
    @KernelStruct("neigh_hash_table")
    interface Hash extends StructView {
        /** Renamed in 6.13. */
        @KernelField({"hash_heads", "hash_buckets"})
        long bucketsGva();

        @KernelField("hash_shift")
        long shift();
    }

    /** An entry. */
    @KernelStruct("neighbour")
    interface Entry extends StructView {
        @KernelField("nud_state")
        int state();

        @KernelField("ha")
        byte[] hardwareAddress();

        @KernelField("dev")
        long deviceGva();
    }

    /**
     * Returns all that are known, those of IPv4 first.
     *
     * @throws IOException if this kernel's tables cannot be read at all, or the memory's source
     *     fails
     */
    public Listing<Neighbour> list() throws IOException {
        Gaps gaps = new Gaps();
        long link = views.offsetOf("neighbour", "hash", "next");
        if (link != 0) {
            throw new KernelLayoutException(
                    linux.kernel().release(),
                    "neighbour",
                    "next",
                    "is at offset %d, expected 0".formatted(link));
        }
        List<Neighbour> neighbours = new ArrayList<>();
        for (String symbol : TABLES) {
            OptionalLong gva = linux.kernel().symbols().address(symbol);
            if (gva.isPresent()) {
                gaps.read(
                        symbol,
                        () -> {
                            read(symbol, gva.getAsLong(), neighbours, gaps);
                            return null;
                        });
            }
        }
        return new Listing<>(neighbours, gaps.list());
    }

    private void read(String symbol, long gva, List<Neighbour> neighbours, Gaps gaps)
            throws IOException {
        Table table = views.at(Table.class, gva);
        if (table.hashGva() == 0) {
            return; // Not set up: IPv6 is switched off.
        }
        Hash hash = views.at(Hash.class, table.hashGva());
        if (hash.shift() > MAX_SHIFT) {
            throw malformed(hash, "neigh_hash_table", "hash_shift", hash.shift(), MAX_SHIFT);
        }
        for (long node :
                gaps.nodes(
                        linux.walks()
                                .buckets(
                                        symbol,
                                        hash.bucketsGva(),
                                        1L << hash.shift(),
                                        Long.BYTES))) {
            Neighbour neighbour =
                    gaps.read("neighbour at 0x%x".formatted(node), () -> describe(table, node));
            if (neighbour != null) {
                neighbours.add(neighbour);
            }
        }
    }

    private Neighbour describe(Table table, long gva) throws IOException {
        Entry entry = views.at(Entry.class, gva);
        NetDevice.Name device = views.at(NetDevice.Name.class, entry.deviceGva());
        int length = device.addressLength();
        if (length > MAX_MAC_BYTES) {
            throw malformed(device, "net_device", "addr_len", length, MAX_MAC_BYTES);
        }
        byte[] key =
                views.kernel()
                        .memory()
                        .bytes(
                                gva + views.offsetOf("neighbour", "primary_key"),
                                table.keyLength() == Integer.BYTES ? Integer.BYTES : 16);
        boolean known = (entry.state() & VALID) != 0 && length > 0;
        return new Neighbour(
                gva,
                key.length == Integer.BYTES
                        ? "%d.%d.%d.%d"
                                .formatted(key[0] & 255, key[1] & 255, key[2] & 255, key[3] & 255)
                        : Addresses.v6(key),
                known
                        ? HexFormat.ofDelimiter(":").formatHex(entry.hardwareAddress(), 0, length)
                        : null,
                device.name(),
                state(entry.state()),
                device.namespaceGva());
    }

    private static String state(int bits) {
        List<String> names = new ArrayList<>();
        for (int bit = 0; bit < STATES.size(); bit++) {
            if ((bits >>> bit & 1) != 0) {
                names.add(STATES.get(bit));
            }
        }
        return names.isEmpty() ? "NONE" : String.join("|", names);
    }

    private MalformedStructureException malformed(
            StructView at, String struct, String field, long found, long most) throws IOException {
        return new MalformedStructureException(
                Reason.OUT_OF_RANGE,
                at.toString(),
                field,
                views.offsetOf(struct, field),
                "is %d, expected 0..%d".formatted(found, most));
    }
}
