package dev.yagura.view.proc.net;

import dev.yagura.kernel.view.KernelField;
import dev.yagura.kernel.view.KernelStruct;
import dev.yagura.kernel.view.StructView;
import dev.yagura.view.proc.guest.ProcGuest;
import dev.yagura.view.proc.guest.Registered;
import dev.yagura.view.proc.net.netlink.NetlinkFolder;
import dev.yagura.view.synthetic.Content;
import dev.yagura.view.synthetic.Folder;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;

/** Makes the directory of a network name space. */
public final class NetFolder {
    @KernelStruct("net")
    interface Namespace extends StructView {
        @KernelField("ns.inum")
        long number();
    }

    private NetFolder() {}

    /**
     * Returns what is in the directory; files are not read yet.
     *
     * @param namespaceGva address of the {@code struct net}
     * @throws IOException if there is no name space
     */
    public static Folder of(ProcGuest guest, long namespaceGva) throws IOException {
        Map<String, Content> files = new LinkedHashMap<>();
        InternetSockets sockets = new InternetSockets(guest, namespaceGva);
        for (InternetTable table : InternetTable.values()) {
            files.put(table.file(), () -> sockets.text(table));
        }
        OtherSockets others = new OtherSockets(guest, namespaceGva);
        files.put("unix", others::unix);
        files.put("packet", others::packet);
        files.put("netlink", others::netlink);
        InterfaceFiles interfaces = new InterfaceFiles(guest, namespaceGva);
        files.put("dev", interfaces::dev);
        files.put("if_inet6", interfaces::ifInet6);
        RouteFiles routes = new RouteFiles(guest, namespaceGva);
        files.put("route", routes::route);
        files.put("ipv6_route", routes::ipv6Route);
        files.put("arp", routes::arp);
        long number = guest.views().at(Namespace.class, namespaceGva).number();
        Folder listed =
                guest.registered()
                        .folder(number, "/proc/net", new Registered.Known(files, Map.of()));
        return NetlinkFolder.in(listed, guest, namespaceGva);
    }
}
