package dev.yagura.hypervisor.tap;

import dev.yagura.hypervisor.qmp.QmpClient;
import dev.yagura.hypervisor.qmp.QmpException;
import dev.yagura.hypervisor.qmp.QmpObject;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The filters of one QEMU and their chardevs, through QMP. */
record TapHost(QmpClient qmp) {
    private static final String ID = "id";

    /** Which frames a filter mirrors; the constants' names in lower case are QEMU's. */
    enum Queue {
        /** All. */
        ALL("all"),
        /** Those that the guest sends: its peer receives them. */
        RX("rx");

        private final String word;

        Queue(String word) {
            this.word = word;
        }
    }

    /** Returns the guest's interfaces. */
    List<GuestInterface> interfaces() throws QmpException {
        return GuestInterface.parse(qmp.monitor("info network"));
    }

    /** Has QEMU connect to a socket; it is connected when this returns. */
    void connect(TapName name, Path socket) throws QmpException {
        Map<String, Object> address =
                Map.of("type", "unix", "data", Map.of("path", socket.toString()));
        qmp.execute(
                "chardev-add",
                Map.of(
                        ID,
                        name.toString(),
                        "backend",
                        Map.of(
                                "type",
                                "socket",
                                "data",
                                Map.of("addr", address, "server", false))));
    }

    /** Mirrors frames of an interface to a socket that is connected, from now on. */
    void mirror(TapName name, String netdev, Queue queue) throws QmpException {
        Map<String, Object> filter = new LinkedHashMap<>();
        filter.put("qom-type", "filter-mirror");
        filter.put(ID, name.toString());
        filter.put("netdev", netdev);
        filter.put("queue", queue.word);
        filter.put("outdev", name.toString());
        filter.put("vnet_hdr_support", true);
        qmp.execute("object-add", filter);
    }

    /** Returns the names of filters that agents have made, running ones and others. */
    List<TapName> filters() throws QmpException {
        return named(qmp.execute("qom-list", Map.of("path", "/objects")), "name");
    }

    /** Returns the names of chardevs that agents have made, running ones and others. */
    List<TapName> sockets() throws QmpException {
        return named(qmp.execute("query-chardev", Map.of()), "label");
    }

    private static List<TapName> named(@Nullable Object list, String member) {
        return QmpObject.listOf(list).stream()
                .map(object -> TapName.parse(object.text(member)))
                .flatMap(Optional::stream)
                .toList();
    }

    /** Takes a filter off; when this returns it has written all it ever will. */
    void removeFilter(TapName name) throws QmpException {
        qmp.execute("object-del", Map.of(ID, name.toString()));
    }

    /** Closes a socket, whose filter is gone. */
    void removeSocket(TapName name) throws QmpException {
        qmp.execute("chardev-remove", Map.of(ID, name.toString()));
    }
}
