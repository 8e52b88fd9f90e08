package dev.yagura.hypervisor.qemu;

import java.util.HashMap;
import java.util.Map;

/** Reads {@code /proc/net/unix} (unix(7) and proc(5)): which inode listens at which path. */
final class UnixSockets {
    private static final long LISTENING = 0x10000; // __SO_ACCEPTCON of linux/net.h
    private static final int INODE_FIELD = 6;

    private UnixSockets() {}

    /**
     * Returns paths of listening sockets by inode number; those of abstract sockets start with @.
     */
    static Map<String, String> listening(String table) {
        Map<String, String> paths = new HashMap<>();
        for (String line : table.split("\n", -1)) {
            // Num RefCount Protocol Flags Type St Inode Path; a path may hold blanks.
            String[] fields = line.trim().split(" +", INODE_FIELD + 2);
            if (fields.length == INODE_FIELD + 2
                    && fields[3].matches("[0-9A-Fa-f]{8}")
                    && (Long.parseLong(fields[3], 16) & LISTENING) != 0) {
                paths.put(fields[INODE_FIELD], fields[INODE_FIELD + 1]);
            }
        }
        return paths;
    }
}
