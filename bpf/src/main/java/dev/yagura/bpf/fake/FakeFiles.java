package dev.yagura.bpf.fake;

/** Mounts of one name space, and open files. */
final class FakeFiles {
    private static final int REGULAR = 0100644;
    private static final int CHARACTER_DEVICE = 0020620;
    private static final int SOCKET = 0140777;
    private static final int READ_WRITE = 2;
    private static final int NAMESPACE_NUMBER = 0xF000_0000;

    private final FakeRam ram;
    private final long socketNames;
    private final long root;
    private final long temporary;
    private final long devices;
    private final long sockets;
    private final long namespace;
    private int nextMount = 20;
    private long nextInode = 100;

    FakeFiles(FakeRam ram) {
        this.ram = ram;
        socketNames = ram.allocate("dentry_operations");
        ram.set(socketNames, "dentry_operations", "d_dname", ram.function("sockfs_dname"));
        namespace = ram.allocate("mnt_namespace");
        root = mount("ext4", "/dev/vda1", 0, "/");
        temporary = mount("tmpfs", "tmpfs", root, "tmp");
        devices = mount("devtmpfs", "udev", root, "dev");
        long processes = mount("proc", "proc", root, "proc");
        sockets = mount("sockfs", "sockfs", 0, "/");
        ram.set(namespace, "mnt_namespace", "ns.inum", NAMESPACE_NUMBER)
                .set(namespace, "mnt_namespace", "root", root)
                .set(namespace, "mnt_namespace", "nr_mounts", 4);
        hang(root, temporary, devices, processes);
    }

    /** Returns the {@code mnt_namespace}. */
    long namespace() {
        return namespace;
    }

    /** Opens a regular file by its path in the root filesystem. */
    long regular(String path, long position) {
        return open(root, walk(rootOf(root), path), REGULAR, position, 0);
    }

    /** Opens a file of {@code /tmp} whose name is gone. */
    long deleted(String name) {
        long dentry = dentry(rootOf(temporary), name, superBlock(temporary));
        ram.set(dentry, "dentry", "d_hash.pprev", 0);
        return open(temporary, dentry, REGULAR, 0, 0);
    }

    /** Opens a device. */
    long device(String name) {
        return open(devices, walk(rootOf(devices), name), CHARACTER_DEVICE, 0, 0);
    }

    /** Opens a socket. */
    long socket(long socket) {
        long dentry = dentry(rootOf(sockets), "", superBlock(sockets));
        ram.set(dentry, "dentry", "d_op", socketNames);
        return open(sockets, dentry, SOCKET, 0, socket);
    }

    private long open(long mount, long dentry, int mode, long position, long data) {
        long inode = ram.allocate("inode");
        ram.set(inode, "inode", "i_ino", nextInode++)
                .set(inode, "inode", "i_mode", mode)
                .set(inode, "inode", "i_sb", superBlock(mount));
        ram.set(dentry, "dentry", "d_inode", inode);
        long file = ram.allocate("file");
        ram.set(file, "file", "f_path.mnt", ram.member(mount, "mount", "mnt"))
                .set(file, "file", "f_path.dentry", dentry)
                .set(file, "file", "f_inode", inode)
                .set(file, "file", "f_flags", READ_WRITE)
                .set(file, "file", "f_pos", position)
                .set(file, "file", "private_data", data);
        return file;
    }

    private long walk(long directory, String path) {
        long at = directory;
        for (String name : path.split("/", -1)) {
            at = dentry(at, name, ram.u64(ram.member(at, "dentry", "d_sb")));
        }
        return at;
    }

    /** Makes a name; one that is its own parent if that is 0. */
    private long dentry(long parent, String name, long superBlock) {
        long dentry = ram.allocate("dentry");
        ram.set(dentry, "dentry", "d_parent", parent == 0 ? dentry : parent)
                .set(dentry, "dentry", "d_hash.pprev", dentry)
                .set(dentry, "dentry", "d_name.hash", name.hashCode())
                .set(dentry, "dentry", "d_name.len", name.length())
                .set(dentry, "dentry", "d_name.name", ram.string(name))
                .set(dentry, "dentry", "d_sb", superBlock);
        return dentry;
    }

    private long mount(String type, String source, long parent, String point) {
        long kind = ram.allocate("file_system_type");
        ram.set(kind, "file_system_type", "name", ram.string(type));
        long superBlock = ram.allocate("super_block");
        ram.set(superBlock, "super_block", "s_type", kind);
        long top = dentry(0, "/", superBlock);
        long mount = ram.allocate("mount");
        ram.set(mount, "mount", "mnt_parent", parent == 0 ? mount : parent)
                .set(
                        mount,
                        "mount",
                        "mnt_mountpoint",
                        parent == 0 ? top : walk(rootOf(parent), point))
                .set(mount, "mount", "mnt.mnt_root", top)
                .set(mount, "mount", "mnt.mnt_sb", superBlock)
                .set(mount, "mount", "mnt_devname", ram.string(source))
                .set(mount, "mount", "mnt_ns", namespace)
                .set(mount, "mount", "mnt_id", nextMount++);
        return mount;
    }

    /** Hangs mounts into the tree of their name space, each to the right of the one before. */
    private void hang(long... mounts) {
        long slot = ram.member(namespace, "mnt_namespace", "mounts.rb_node");
        long parent = 0;
        for (long mount : mounts) {
            long node = ram.member(mount, "mount", "mnt_node");
            ram.u64(slot, node).set(mount, "mount", "mnt_node.__rb_parent_color", parent | 1);
            slot = ram.member(mount, "mount", "mnt_node.rb_right");
            parent = node;
        }
    }

    private long rootOf(long mount) {
        return ram.u64(ram.member(mount, "mount", "mnt.mnt_root"));
    }

    private long superBlock(long mount) {
        return ram.u64(ram.member(mount, "mount", "mnt.mnt_sb"));
    }
}
