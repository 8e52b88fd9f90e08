package dev.yagura.it;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** Reads the text of {@code /proc/net/tcp} and its like; {@code net/ipv4/tcp_ipv4.c}. */
final class ProcNet {
    /** Names of the states that sockets of a test's guest are in; {@code net/tcp_states.h}. */
    private static final Map<String, String> STATES =
            Map.of("01", "ESTABLISHED", "06", "TIME_WAIT", "0A", "LISTEN");

    private static final Pattern SPACES = Pattern.compile("\\s+");

    private ProcNet() {}

    /** Returns a line for each socket: protocol, both ends, state of a TCP socket, inode. */
    static Set<String> sockets(String protocol, String text) {
        Set<String> lines = new TreeSet<>();
        for (String line : text.lines().skip(1).toList()) {
            List<String> words = SPACES.splitAsStream(line.strip()).toList();
            lines.add(
                    socket(
                            protocol,
                            end(words.get(1)),
                            end(words.get(2)),
                            STATES.getOrDefault(words.get(3), words.get(3)),
                            words.get(9)));
        }
        return lines;
    }

    static String socket(String protocol, String local, String remote, String state, String inode) {
        String ofTcp = protocol.startsWith("tcp") ? " " + state : "";
        return protocol + " " + local + " " + remote + ofTcp + " " + inode;
    }

    /** Returns an end as text, the same for all ways to write an address. */
    static String end(String address, int port) {
        try {
            return InetAddress.getByName(address).getHostAddress() + "/" + port;
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException("address: " + address, e);
        }
    }

    /** Reads an address of 32-bit words in the order of the guest's bytes, and a port. */
    private static String end(String hex) {
        int colon = hex.indexOf(':');
        ByteBuffer address = ByteBuffer.allocate(colon / 2).order(ByteOrder.LITTLE_ENDIAN);
        for (int at = 0; at < colon; at += 8) {
            address.putInt(Integer.parseUnsignedInt(hex.substring(at, at + 8), 16));
        }
        try {
            return InetAddress.getByAddress(address.array()).getHostAddress()
                    + "/"
                    + Integer.parseInt(hex.substring(colon + 1), 16);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException("address of " + colon + " digits: " + hex, e);
        }
    }
}
