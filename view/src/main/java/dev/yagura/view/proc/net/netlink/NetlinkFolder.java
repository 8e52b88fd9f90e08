package dev.yagura.view.proc.net.netlink;

import dev.yagura.storage.file.FileName;
import dev.yagura.storage.file.StoredFile;
import dev.yagura.view.proc.guest.ProcGuest;
import dev.yagura.view.synthetic.Content;
import dev.yagura.view.synthetic.FixedFolder;
import dev.yagura.view.synthetic.Folder;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Adds the directory with the answers to that of a network name space, where it is not listed. */
public final class NetlinkFolder implements Folder {
    /** Its name; the sandbox's library looks for it. */
    private static final FileName NAME = FileName.of(".netlink");

    private static final String PATH = "/proc/net/.netlink";

    private static final List<String> INTERNET =
            List.of("tcp", "tcp6", "udp", "udp6", "udplite", "udplite6", "raw", "raw6");

    private final Folder listed;
    private final StoredFile answers;

    private NetlinkFolder(Folder listed, StoredFile answers) {
        this.listed = listed;
        this.answers = answers;
    }

    /**
     * Returns a directory with what is in another, and the answers found; no file is read yet.
     *
     * @param namespaceGva address of the {@code struct net}
     */
    public static Folder in(Folder listed, ProcGuest guest, long namespaceGva) {
        Map<String, Content> contents = new LinkedHashMap<>();
        contents.put("link", new LinkMessages(guest, namespaceGva)::all);
        contents.put("address", new AddressMessages(guest, namespaceGva)::all);
        contents.put("route", new RouteMessages(guest, namespaceGva)::all);
        contents.put("neighbour", new NeighbourMessages(guest, namespaceGva)::all);
        InternetDiagnoses internet = new InternetDiagnoses(guest, namespaceGva);
        for (String protocol : INTERNET) {
            contents.put(protocol, () -> internet.of(protocol));
        }
        contents.put("unix", new UnixDiagnoses(guest, namespaceGva)::all);
        OtherDiagnoses others = new OtherDiagnoses(guest, namespaceGva);
        contents.put("packet", others::packet);
        contents.put("netlink", others::netlink);
        Map<String, StoredFile> files = new LinkedHashMap<>();
        contents.forEach(
                (name, content) -> files.put(name, guest.file(PATH + "/" + name, content)));
        return new NetlinkFolder(
                listed, guest.directory(guest.inode(PATH, 0555), FixedFolder.of(files)));
    }

    @Override
    public List<StoredFile.Entry> entries() throws IOException {
        return listed.entries();
    }

    @Override
    public Optional<StoredFile> find(FileName name) throws IOException {
        return name.equals(NAME) ? Optional.of(answers) : listed.find(name);
    }
}
