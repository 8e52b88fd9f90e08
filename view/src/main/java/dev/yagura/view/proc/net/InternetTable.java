package dev.yagura.view.proc.net;

/** A file about sockets of IPv4 or IPv6: which, and how its lines are made. */
enum InternetTable {
    TCP("tcp", "tcp", Form.TCP),
    TCP6("tcp6", "tcp6", Form.TCP),
    UDP("udp", "udp", Form.DATAGRAM),
    UDP6("udp6", "udp6", Form.DATAGRAM),
    UDPLITE("udplite", "udplite", Form.DATAGRAM),
    UDPLITE6("udplite6", "udplite6", Form.DATAGRAM),
    RAW("raw", "raw", Form.RAW),
    RAW6("raw6", "raw6", Form.RAW),
    ICMP("icmp", "icmp", Form.DATAGRAM),
    ICMP6("icmp6", "icmp6", Form.DATAGRAM);

    /** {@code TMPSZ - 1}: how long lines of TCP over IPv4 are. */
    private static final int TCP_WIDTH = 149;

    /** How long lines of UDP over IPv4 are. */
    private static final int UDP_WIDTH = 127;

    private static final String V4_HEADER =
            "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid "
                    + " timeout inode";
    private static final String V6_HEADER =
            "  sl  local_address                         remote_address                        st"
                    + " tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode";

    /** What is in a line behind the ends. */
    enum Form {
        TCP,
        DATAGRAM,
        RAW
    }

    private final String file;
    private final String protocol;
    private final Form form;

    InternetTable(String file, String protocol, Form form) {
        this.file = file;
        this.protocol = protocol;
        this.form = form;
    }

    String file() {
        return file;
    }

    /** Returns what {@link dev.yagura.kernel.linux.net.Socket#protocol()} is of its sockets. */
    String protocol() {
        return protocol;
    }

    Form form() {
        return form;
    }

    boolean isV6() {
        return file.endsWith("6");
    }

    /** Returns the first line, with its end. */
    String header() {
        String line = isV6() ? V6_HEADER : V4_HEADER;
        if (form == Form.TCP) {
            return padded(line);
        }
        String more = line + " ref pointer drops";
        // fs/proc shows UDP's header a column further to the right than its lines need.
        return padded(this == UDP || this == UDPLITE ? " " + more : more);
    }

    /** Returns a line filled up as the kernel does with those of IPv4, with its end. */
    String padded(String line) {
        if (isV6() || form == Form.RAW) {
            return line + "\n";
        }
        int width = form == Form.TCP ? TCP_WIDTH : UDP_WIDTH;
        return line + " ".repeat(Math.max(width - line.length(), 0)) + "\n";
    }
}
