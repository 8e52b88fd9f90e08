package dev.yagura.kernel.linux.control;

import dev.yagura.kernel.linux.GuestFaults;
import dev.yagura.kernel.linux.Linux;
import dev.yagura.kernel.linux.Partial;
import dev.yagura.kernel.view.KernelField;
import dev.yagura.kernel.view.KernelStruct;
import dev.yagura.kernel.view.StructView;
import dev.yagura.kernel.walk.Walk;
import java.io.IOException;
import java.util.HashSet;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * Finds the tables of operations of all filesystems' roots, mounted or the kernel's own: there a
 * rootkit changes what directories list.
 */
final class FilesystemRoots {
    private FilesystemRoots() {}

    @KernelStruct("super_block")
    interface Block extends StructView {
        @KernelField("s_type->name")
        Optional<String> type() throws IOException;

        @KernelField("s_op")
        OptionalLong operationsGva();

        @KernelField("s_root->d_op")
        OptionalLong nameOperationsGva() throws IOException;

        @KernelField("s_root->d_inode->i_op")
        OptionalLong inodeOperationsGva() throws IOException;

        @KernelField("s_root->d_inode->i_fop")
        OptionalLong fileOperationsGva() throws IOException;
    }

    /** Takes one table. */
    interface Tables {
        /**
         * Takes a table.
         *
         * @param kind structure of the table
         * @param name which filesystem's
         * @param gva its address, not 0
         */
        void take(String kind, String name, long gva) throws IOException;
    }

    /** Hands each table to the taker once, though several filesystems have it. */
    static void list(Linux linux, Partial.Collector<?> found, Tables tables) throws IOException {
        OptionalLong head = linux.kernel().symbols().address("super_blocks");
        if (head.isEmpty() || !linux.views().has("super_block", "s_list")) {
            return;
        }
        Walk<Block> blocks = linux.walks().list(head.getAsLong(), Block.class, "s_list");
        found.check(blocks);
        Set<Long> seen = new HashSet<>();
        Tables once =
                (kind, name, gva) -> {
                    if (gva != 0 && seen.add(gva)) {
                        tables.take(kind, name, gva);
                    }
                };
        for (Block block : blocks.items()) {
            try {
                read(block, once);
            } catch (IOException e) {
                if (!GuestFaults.isGuestFault(e)) {
                    throw e;
                }
                found.missing("root of " + block, String.valueOf(e.getMessage()));
            }
        }
    }

    private static void read(Block block, Tables tables) throws IOException {
        String type = block.type().orElse("unnamed");
        tables.take("super_operations", type, block.operationsGva().orElse(0));
        String root = "root of " + type;
        tables.take("dentry_operations", root, block.nameOperationsGva().orElse(0));
        tables.take("inode_operations", root, block.inodeOperationsGva().orElse(0));
        tables.take("file_operations", root, block.fileOperationsGva().orElse(0));
    }
}
