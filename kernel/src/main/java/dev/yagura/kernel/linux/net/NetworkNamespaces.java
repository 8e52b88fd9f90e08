package dev.yagura.kernel.linux.net;

import dev.yagura.kernel.linux.Linux;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Finds the network namespaces: the kernel's list of them, and the first one by its name. */
final class NetworkNamespaces {
    private final Linux linux;

    NetworkNamespaces(Linux linux) {
        this.linux = linux;
    }

    List<NetworkNamespace> list(Gaps gaps) throws IOException {
        Set<Long> found = new LinkedHashSet<>();
        linux.kernel().symbols().address("init_net").ifPresent(found::add);
        long link = linux.views().offsetOf("net", "list");
        long head = KernelSymbols.require(linux, "net_namespace_list");
        for (long node : gaps.items(linux.walks().list(head))) {
            found.add(node - link);
        }
        List<NetworkNamespace> namespaces = new ArrayList<>();
        for (long gva : found) {
            NetStruct net =
                    gaps.read(
                            "network namespace at 0x%x".formatted(gva),
                            () -> linux.views().at(NetStruct.class, gva));
            if (net != null) {
                namespaces.add(new NetworkNamespace(gva, net.inode()));
            }
        }
        return namespaces;
    }
}
