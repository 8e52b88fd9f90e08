package dev.yagura.view.proc.pid;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.yagura.kernel.linux.Task;
import dev.yagura.kernel.linux.fs.FileNode;
import dev.yagura.kernel.linux.fs.OpenFile;
import dev.yagura.kernel.linux.fs.OpenFiles;
import dev.yagura.kernel.view.KernelField;
import dev.yagura.kernel.view.KernelStruct;
import dev.yagura.kernel.view.StructView;
import dev.yagura.storage.file.FileName;
import dev.yagura.storage.file.FileType;
import dev.yagura.storage.file.StoredFile;
import dev.yagura.view.proc.guest.Once;
import dev.yagura.view.proc.guest.ProcGuest;
import dev.yagura.view.synthetic.Folder;
import dev.yagura.view.synthetic.Inode;
import dev.yagura.view.synthetic.SyntheticFile;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The descriptors of a task: {@code fd} and {@code fdinfo}; fs/proc/fd.c.
 *
 * <p>What a descriptor without a path leads to, as {@code socket:[4711]}, is found under that name
 * in {@code fd} as well, and so who follows the link finds the socket itself, as in the guest.
 */
final class Descriptors {
    private static final int LINK_SIZE = 64;
    private static final String PROTOCOL_NAME = "system.sockprotoname";
    private static final int MAY_READ = 1;
    private static final int MAY_WRITE = 2;

    private final ProcGuest guest;
    private final Task task;
    private final TaskGuard guard;
    private final Inode owner;
    private final String path;
    private final Once<Map<FileName, OpenFile>> files = new Once<>(this::read);

    @KernelStruct("file")
    interface Opened extends StructView {
        @KernelField("f_path.mnt")
        long mountGva();
    }

    @KernelStruct("socket")
    interface SocketProtocol extends StructView {
        @KernelField("sk->sk_prot_creator->name")
        Optional<String> name() throws IOException;
    }

    @KernelStruct("mount")
    interface MountNumber extends StructView {
        @KernelField("mnt_id")
        int number();
    }

    /**
     * Reads nothing yet.
     *
     * @param guard of the task
     * @param owner of the files
     * @param path of the task's directory, for inode numbers
     */
    Descriptors(ProcGuest guest, Task task, TaskGuard guard, Inode owner, String path) {
        this.guest = guest;
        this.task = task;
        this.guard = guard;
        this.owner = owner;
        this.path = path;
    }

    private Map<FileName, OpenFile> read() throws IOException {
        Map<FileName, OpenFile> byNumber = new LinkedHashMap<>();
        for (OpenFile file : OpenFiles.of(guest.linux()).of(task).complete()) {
            if (file.tid() == task.pid() && Character.isDigit(file.holder().charAt(0))) {
                byNumber.put(FileName.of(file.holder()), file);
            }
        }
        return byNumber;
    }

    /** Returns what makes one file of a descriptor. */
    private interface Maker {
        StoredFile make(FileName name, OpenFile file);
    }

    private List<StoredFile.Entry> entries(Maker maker) throws IOException {
        List<StoredFile.Entry> entries = new ArrayList<>();
        files.get()
                .forEach((name, file) ->
                        entries.add(SyntheticFile.entry(name, maker.make(name, file))));
        return entries;
    }

    /** Returns the links. */
    Folder links() {
        return new Folder() {
            @Override
            public List<StoredFile.Entry> entries() throws IOException {
                return Descriptors.this.entries(Descriptors.this::link);
            }

            @Override
            public Optional<StoredFile> find(FileName name) throws IOException {
                OpenFile file = files.get().get(name);
                return file != null ? Optional.of(link(name, file)) : nameless(name);
            }
        };
    }

    /** Returns what is known of each. */
    Folder information() {
        return new Folder() {
            @Override
            public List<StoredFile.Entry> entries() throws IOException {
                return Descriptors.this.entries(Descriptors.this::info);
            }

            @Override
            public Optional<StoredFile> find(FileName name) throws IOException {
                OpenFile file = files.get().get(name);
                return file == null ? Optional.empty() : Optional.of(info(name, file));
            }
        };
    }

    private StoredFile link(FileName name, OpenFile file) {
        int mode =
                ((file.mode() & MAY_READ) != 0 ? 0500 : 0)
                        | ((file.mode() & MAY_WRITE) != 0 ? 0300 : 0);
        Inode inode = owner.with(ProcGuest.numberOf(path + "/fd/" + name), mode);
        return guest.link(inode, LINK_SIZE, () -> file.path().toString().getBytes(UTF_8));
    }

    private Optional<StoredFile> nameless(FileName name) throws IOException {
        for (OpenFile file : files.get().values()) {
            if (!file.path().name().startsWith("/")
                    && FileName.of(file.path().toString()).equals(name)) {
                FileNode node = file.node();
                return Optional.of(
                        guest.special(
                                node.filesystem(),
                                node.number(),
                                typeOf(node),
                                node.mode() & 07777,
                                extended(file)));
            }
        }
        return Optional.empty();
    }

    /** Of a socket the name of its protocol; {@code sockfs_xattr_get()} of net/socket.c. */
    private Map<String, byte[]> extended(OpenFile file) throws IOException {
        if (!file.node().filesystem().equals("sockfs") || file.privateGva() == 0) {
            return Map.of();
        }
        Optional<String> protocol =
                guest.views().at(SocketProtocol.class, file.privateGva()).name();
        return protocol.isEmpty()
                ? Map.of()
                : Map.of(PROTOCOL_NAME, (protocol.get() + "\0").getBytes(UTF_8));
    }

    private static FileType typeOf(FileNode node) {
        return switch (node.filesystem()) {
            case "sockfs" -> FileType.SOCKET;
            case "pipefs" -> FileType.FIFO;
            default -> FileType.REGULAR; // anon_inodefs gives its own no type at all
        };
    }

    private StoredFile info(FileName name, OpenFile file) {
        Inode inode = owner.with(ProcGuest.numberOf(path + "/fdinfo/" + name), 0400);
        return guest.file(inode, guard.content(() -> information(file)));
    }

    private byte[] information(OpenFile file) throws IOException {
        StringBuilder text = new StringBuilder();
        long mount =
                guest.views().at(Opened.class, file.gva()).mountGva()
                        - guest.views().offsetOf("mount", "mnt");
        text.append(
                "pos:\t%d\nflags:\t0%o\nmnt_id:\t%d\n"
                        .formatted(
                                file.position(),
                                file.flags(),
                                guest.views().at(MountNumber.class, mount).number()));
        if (guest.isAtLeast(5, 15)) {
            text.append("ino:\t%s\n".formatted(Long.toUnsignedString(file.node().number())));
        }
        return text.append(DescriptorLines.of(guest, file)).toString().getBytes(UTF_8);
    }
}
