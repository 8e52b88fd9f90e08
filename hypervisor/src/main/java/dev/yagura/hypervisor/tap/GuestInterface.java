package dev.yagura.hypervisor.tap;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A network interface of a guest.
 *
 * @param name of what is behind it on the host, QEMU's {@code netdev}, for example {@code
 *     "hostnet0"}
 * @param queues how many it has
 */
record GuestInterface(String name, int queues) {
    private static final String CLIENT = "([^\\s:]+): index=\\d+,type=([^,]+),.*";
    private static final Pattern ALONE = Pattern.compile(CLIENT);
    private static final Pattern PEER = Pattern.compile(" \\\\ " + CLIENT);
    private static final Pattern HUB_PORT = Pattern.compile(" \\\\ ([^\\s:]+): " + CLIENT);
    private static final String NIC = "nic";

    /**
     * Reads what QEMU's human monitor prints for {@code info network}: a line for each network
     * card, followed by one for what is behind it; or, where that is a hub, one for each port of
     * the hub with what is plugged in.
     */
    static List<GuestInterface> parse(String text) {
        Map<String, Integer> queues = new LinkedHashMap<>();
        boolean behindCard = false;
        for (String line : text.lines().toList()) {
            Matcher port = HUB_PORT.matcher(line);
            Matcher peer = PEER.matcher(line);
            if (port.matches()) {
                if (port.group(3).equals(NIC)) {
                    queues.merge(port.group(1), 1, Integer::sum);
                }
                behindCard = false;
            } else if (peer.matches()) {
                if (behindCard) {
                    queues.merge(peer.group(1), 1, Integer::sum);
                }
                behindCard = false;
            } else {
                Matcher alone = ALONE.matcher(line);
                behindCard |= alone.matches() && alone.group(2).equals(NIC);
            }
        }
        List<GuestInterface> interfaces = new ArrayList<>();
        queues.forEach((name, count) -> interfaces.add(new GuestInterface(name, count)));
        return interfaces;
    }
}
