package dev.yagura.view.sysfs;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.yagura.kernel.walk.Walk;
import dev.yagura.storage.file.FileName;
import dev.yagura.storage.file.StoredFile;
import dev.yagura.view.proc.guest.Once;
import dev.yagura.view.proc.guest.ProcGuest;
import dev.yagura.view.synthetic.Content;
import dev.yagura.view.synthetic.FixedFolder;
import dev.yagura.view.synthetic.Folder;
import dev.yagura.view.synthetic.Inode;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** Makes files of nodes; fs/kernfs/dir.c and symlink.c. */
final class SysFiles {
    /** Directories in each other; {@code PATH_MAX} bytes hold no more names of one letter. */
    private static final int MAX_DEPTH = 2048;

    private static final int TYPE_MASK = 0xf;
    private static final int DIRECTORY = 1;
    private static final int LINK = 4;

    private final ProcGuest guest;
    private final ModuleAttributes modules;
    private final InterfaceAttributes interfaces;
    private final OptionalLong namespace;

    SysFiles(ProcGuest guest) {
        this.guest = guest;
        this.modules = new ModuleAttributes(guest);
        this.interfaces = new InterfaceAttributes(guest);
        this.namespace = guest.symbolIfAny("init_net");
    }

    private Inode inode(KernfsNode node) {
        int permissions = node.mode() & 07777;
        return guest.inode("", permissions).with(node.id() & 0xffff_ffffL, permissions);
    }

    StoredFile directory(KernfsNode node, int depth) throws IOException {
        Once<Folder> made = new Once<>(() -> read(node, depth));
        return guest.directory(
                inode(node),
                new Folder() {
                    @Override
                    public List<StoredFile.Entry> entries() throws IOException {
                        return made.get().entries();
                    }

                    @Override
                    public Optional<StoredFile> find(FileName name) throws IOException {
                        return made.get().find(name);
                    }
                });
    }

    private Folder read(KernfsNode node, int depth) throws IOException {
        if (depth == MAX_DEPTH) {
            throw new IOException("%s: is in more than %d directories".formatted(node, MAX_DEPTH));
        }
        long children = node.gva() + guest.views().offsetOf("kernfs_node", "dir.children");
        Walk<KernfsNode> nodes = guest.linux().walks().tree(children, KernfsNode.class, "rb");
        Map<String, StoredFile> files = new LinkedHashMap<>();
        for (KernfsNode child : nodes.complete()) {
            long in = child.namespaceGva().orElse(0);
            if (in == 0 || isFirst(in)) {
                files.put(child.name(), file(node, child, depth));
            }
        }
        return FixedFolder.of(files);
    }

    /** Marked with the name space itself, or since 7.0 with what all name spaces have in common. */
    private boolean isFirst(long namespaceGva) throws IOException {
        long first = namespace.orElse(0);
        return namespaceGva == first || namespaceGva == first + guest.views().offsetOf("net", "ns");
    }

    private StoredFile file(KernfsNode parent, KernfsNode node, int depth) throws IOException {
        return switch (node.flags() & TYPE_MASK) {
            case DIRECTORY -> directory(node, depth + 1);
            case LINK -> guest.link(inode(node), 0, () -> target(parent, node));
            default -> {
                Optional<Content> content = content(parent, node);
                yield content.isPresent()
                        ? guest.file(inode(node), content.get())
                        : guest.unknown(
                                inode(node), node.name() + ": is made by a driver, and not read");
            }
        };
    }

    private Optional<Content> content(KernfsNode parent, KernfsNode node) throws IOException {
        List<String> names = namesTo(parent);
        if (names.size() >= 2 && names.getFirst().equals("module")) {
            return modules.content(names.subList(1, names.size()), node);
        }
        return interfaces.content(parent, node.name());
    }

    /** Returns the names from the root to a node. */
    private List<String> namesTo(KernfsNode node) throws IOException {
        Deque<String> names = new ArrayDeque<>();
        KernfsNode at = node;
        while (at.parentGva() != 0) {
            if (names.size() == MAX_DEPTH) {
                throw new IOException(
                        "%s: is in more than %d directories".formatted(node, MAX_DEPTH));
            }
            names.push(at.name());
            at = guest.views().at(KernfsNode.class, at.parentGva());
        }
        return new ArrayList<>(names);
    }

    /** Returns the way from a link's directory; {@code kernfs_get_target_path()}. */
    private byte[] target(KernfsNode parent, KernfsNode link) throws IOException {
        List<String> from = namesTo(parent);
        List<String> to = namesTo(guest.views().at(KernfsNode.class, link.targetGva()));
        int common = 0;
        while (common < from.size()
                && common < to.size()
                && from.get(common).equals(to.get(common))) {
            common++;
        }
        String up = "../".repeat(from.size() - common);
        return (up + String.join("/", to.subList(common, to.size()))).getBytes(UTF_8);
    }
}
