package dev.yagura.view.sysfs;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.yagura.kernel.linux.net.NetInterface;
import dev.yagura.kernel.view.KernelField;
import dev.yagura.kernel.view.KernelStruct;
import dev.yagura.kernel.view.StructView;
import dev.yagura.view.proc.guest.ProcGuest;
import dev.yagura.view.proc.net.InterfaceCounters;
import dev.yagura.view.synthetic.Content;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** Content of files about network interfaces; net/core/net-sysfs.c. */
record InterfaceAttributes(ProcGuest guest) {
    /** {@code operstates}, by {@code IF_OPER_*} of include/uapi/linux/if.h. */
    private static final List<String> STATES =
            List.of("unknown", "notpresent", "down", "lowerlayerdown", "testing", "dormant", "up");

    private static final int DOWN = 2;

    /** {@code __LINK_STATE_START} and {@code __LINK_STATE_NOCARRIER}. */
    private static final long RUNNING = 1;

    private static final long NO_CARRIER = 4;

    @KernelStruct("net_device")
    interface Device extends StructView {
        int flags();

        int type();

        @KernelField("addr_len")
        int addressLength();

        @KernelField("tx_queue_len")
        long queueLength();

        @KernelField("operstate")
        int operationalState();

        @KernelField("state")
        long state();

        @KernelField("dev_id")
        int number();

        @KernelField("group")
        long group();
    }

    /**
     * Returns what a file has in it, if that is known.
     *
     * @param directory the node it is in
     */
    Optional<Content> content(KernfsNode directory, String name) throws IOException {
        if (!guest.views().has("net_device", "dev.kobj")) {
            return Optional.empty();
        }
        long gva = directory.ownerGva() - guest.views().offsetOf("net_device", "dev.kobj");
        Optional<NetInterface> device =
                guest.network().interfaces().stream().filter(each -> each.gva() == gva).findFirst();
        if (device.isEmpty()) {
            return Optional.empty();
        }
        if (directory.name().equals("statistics")) {
            return InterfaceCounters.NAMES.contains(name)
                    ? Optional.of(() -> counter(device.get(), name))
                    : Optional.empty();
        }
        return directory.name().equals(device.get().name())
                ? ofDevice(device.get(), name)
                : Optional.empty();
    }

    private byte[] counter(NetInterface device, String name) throws IOException {
        InterfaceCounters counters = InterfaceCounters.of(guest, device);
        if (counters.areElsewhere()) {
            throw new IOException(
                    "interface %s: is counted by its driver, which is not read"
                            .formatted(device.name()));
        }
        return line(Long.toUnsignedString(counters.value(name)));
    }

    private static byte[] line(Object value) {
        return (value + "\n").getBytes(UTF_8);
    }

    private Optional<Content> ofDevice(NetInterface device, String name) {
        return switch (name) {
            case "ifindex" -> Optional.of(() -> line(device.index()));
            case "mtu" -> Optional.of(() -> line(device.mtu()));
            case "address" -> Optional.of(() -> line(device.mac() == null ? "" : device.mac()));
            case "flags" -> Optional.of(() -> line("0x%x".formatted(fields(device).flags())));
            case "type" -> Optional.of(() -> line(fields(device).type()));
            case "addr_len" -> Optional.of(() -> line(fields(device).addressLength()));
            case "tx_queue_len" -> Optional.of(() -> line(fields(device).queueLength()));
            case "netdev_group" -> Optional.of(() -> line(fields(device).group()));
            case "dev_id" -> Optional.of(() -> line("0x%x".formatted(fields(device).number())));
            case "operstate" -> Optional.of(() -> line(state(fields(device))));
            case "carrier" -> Optional.of(() -> line(carrier(device)));
            default -> Optional.empty();
        };
    }

    private Device fields(NetInterface device) throws IOException {
        return guest.views().at(Device.class, device.gva());
    }

    private static String state(Device fields) throws IOException {
        int state = (fields.state() & RUNNING) == 0 ? DOWN : fields.operationalState() & 0xff;
        if (state >= STATES.size()) {
            throw new IOException("net_device: operstate is %d".formatted(state));
        }
        return STATES.get(state);
    }

    /** Whether a wire is there is only told of an interface that is up. */
    private int carrier(NetInterface device) throws IOException {
        Device fields = fields(device);
        if ((fields.state() & RUNNING) == 0) {
            throw new IOException("carrier: interface %s is down".formatted(device.name()));
        }
        return (fields.state() & NO_CARRIER) == 0 ? 1 : 0;
    }
}
