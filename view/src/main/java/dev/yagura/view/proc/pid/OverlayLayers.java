package dev.yagura.view.proc.pid;

import dev.yagura.kernel.linux.fs.DeviceNumber;
import dev.yagura.kernel.linux.fs.FileNode;
import dev.yagura.kernel.linux.fs.FileType;
import dev.yagura.kernel.view.KernelField;
import dev.yagura.kernel.view.KernelStruct;
import dev.yagura.kernel.view.StructView;
import dev.yagura.kernel.view.StructViews;
import dev.yagura.view.proc.guest.ProcGuest;
import java.io.IOException;
import java.util.Optional;

/**
 * Which device {@code stat(2)} says that a file is on: of a file on an overlay of several
 * filesystems it is not the overlay's, but one that stands for the layer; {@code ovl_map_dev_ino()}
 * of fs/overlayfs/inode.c. The driver's structures are the module's; where they are not known it is
 * the overlay's all the same.
 */
record OverlayLayers(ProcGuest guest) {
    private static final String TYPE = "overlay";
    private static final String INODE = "ovl_inode";

    /** {@code ovl_fs.xino_mode}: layers on several filesystems, whose numbers are not joined. */
    private static final int APART = -1;

    @KernelStruct("inode")
    interface Node extends StructView {
        @KernelField("i_sb->s_fs_info")
        long overlayGva() throws IOException;
    }

    DeviceNumber deviceOf(FileNode node) throws IOException {
        if (!node.filesystem().equals(TYPE) || node.type() == FileType.DIRECTORY) {
            return node.device();
        }
        Optional<StructViews> types = guest.moduleTypes().of(TYPE);
        long overlay = guest.views().at(Node.class, node.gva()).overlayGva();
        if (types.isEmpty() || mode(types.get(), overlay) != APART) {
            return node.device();
        }
        long filesystem = filesystemOf(types.get(), node.gva(), overlay);
        return filesystem == 0
                ? node.device()
                : DeviceNumber.of(
                        (int)
                                guest.memory()
                                        .u32(at(types.get(), filesystem, "ovl_sb", "pseudo_dev")));
    }

    private int mode(StructViews types, long overlay) throws IOException {
        return (int) guest.memory().u32(at(types, overlay, "ovl_fs", "xino_mode"));
    }

    /** Returns the address of the {@code ovl_sb}, 0 if it is not known where it is. */
    private long filesystemOf(StructViews types, long inode, long overlay) throws IOException {
        long own = inode - types.offsetOf(INODE, "vfs_inode");
        if (guest.memory().u64(at(types, own, INODE, "__upperdentry")) != 0) {
            return guest.memory().u64(at(types, overlay, "ovl_fs", "fs")); // the first is the top
        }
        long layer = 0;
        if (types.has(INODE, "oe")) {
            long entry = guest.memory().u64(at(types, own, INODE, "oe"));
            layer =
                    guest.memory()
                            .u64(
                                    at(types, entry, "ovl_entry", "__lowerstack")
                                            + types.offsetOf("ovl_path", "layer"));
        } else if (types.has(INODE, "lowerpath.layer")) {
            layer = guest.memory().u64(at(types, own, INODE, "lowerpath.layer"));
        }
        return layer == 0 ? 0 : guest.memory().u64(at(types, layer, "ovl_layer", "fs"));
    }

    private static long at(StructViews types, long gva, String struct, String member)
            throws IOException {
        return gva + types.offsetOf(struct, member);
    }
}
