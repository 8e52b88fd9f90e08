package dev.yagura.detect.crossview;

import dev.yagura.kernel.table.Row;
import dev.yagura.network.packet.IpAddress;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What a guest's memory says of its network, beside sockets.
 *
 * @param addresses those of its interfaces, of all network namespaces
 * @param translates whether it may change the addresses of packets that it passes on, so that their
 *     sockets have other ends
 * @param programs interfaces at which BPF programs may answer or send packets, in words
 */
public record OwnNetwork(Set<IpAddress> addresses, boolean translates, List<String> programs) {
    /** Modules that change the ends of packets that pass through. */
    private static final Set<String> TRANSLATION = Set.of("nf_nat", "ip_vs");

    /** Copies the collections. */
    public OwnNetwork {
        addresses = Set.copyOf(addresses);
        programs = List.copyOf(programs);
    }

    /** Reads rows of the views {@code interfaces} and {@code modules}. */
    public static OwnNetwork of(List<Row> interfaces, List<Row> modules) {
        Set<IpAddress> addresses = new HashSet<>();
        List<String> programs = new ArrayList<>();
        for (Row row : interfaces) {
            if (row.fields().get("addresses") instanceof List<?> list) {
                list.stream()
                        .map(each -> String.valueOf(each).replaceFirst("/.*", ""))
                        .forEach(text -> GuestSocket.address(text).ifPresent(addresses::add));
            }
            if (row.fields().get("xdpPrograms") instanceof List<?> xdp && !xdp.isEmpty()) {
                programs.add("XDP at " + row.text("name"));
            }
            if (!row.text("tcIngress").isEmpty() || !row.text("tcEgress").isEmpty()) {
                programs.add("traffic control at " + row.text("name"));
            }
        }
        boolean translates =
                modules.stream().anyMatch(module -> TRANSLATION.contains(module.text("name")));
        return new OwnNetwork(addresses, translates, programs);
    }
}
