package dev.yagura.it;

import dev.yagura.testkit.host.HostTool;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * A host of its own as far as the network goes: a network namespace, whose only way out is a link
 * to another such host.
 *
 * <p>Addresses are private ones and seen by nobody outside the two namespaces.
 */
final class NetworkHost implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofSeconds(20);

    private final Path ip;
    private final String name;

    private NetworkHost(Path ip, String name) {
        this.ip = ip;
        this.name = name;
    }

    /**
     * Makes a host without any link.
     *
     * @param label at most five letters, unlike those of other hosts of this test run
     */
    static NetworkHost create(String label) throws IOException {
        Path ip = Requirement.tool("ip", "iproute2");
        Requirement.root();
        NetworkHost host =
                new NetworkHost(ip, "yg%d%s".formatted(ProcessHandle.current().pid(), label));
        host.ip("netns", "add", host.name);
        host.ip("-n", host.name, "link", "set", "lo", "up");
        return host;
    }

    /**
     * Links this host with another.
     *
     * @param network third byte of the link's addresses: this host has 10.203.N.1, the other one
     *     10.203.N.2
     */
    void link(NetworkHost other, int network) throws IOException {
        String near = "to" + network;
        ip("-n", name, "link", "add", near, "type", "veth", "peer", near, "netns", other.name);
        configure(near, network, 1);
        other.configure(near, network, 2);
    }

    private void configure(String device, int network, int host) throws IOException {
        String address = "10.203.%d.%d/30".formatted(network, host);
        ip("-n", name, "address", "add", address, "dev", device);
        ip("-n", name, "link", "set", device, "up");
    }

    /** Cuts a link: what is on its way is lost, and nobody is told. */
    void cut(int network) throws IOException {
        ip("-n", name, "link", "set", "to" + network, "down");
    }

    /** Mends a link. */
    void mend(int network) throws IOException {
        ip("-n", name, "link", "set", "to" + network, "up");
    }

    /** Returns the program, started on this host. */
    Yagura yagura() {
        return Yagura.HERE.behind(ip.toString(), "netns", "exec", name);
    }

    private void ip(String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(ip.toString()));
        command.addAll(List.of(arguments));
        HostTool.text(LIMIT, command);
    }

    @Override
    public void close() throws IOException {
        ip("netns", "delete", name);
    }
}
