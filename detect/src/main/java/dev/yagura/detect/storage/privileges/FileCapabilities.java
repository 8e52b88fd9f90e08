package dev.yagura.detect.storage.privileges;

import dev.yagura.bytes.Field;
import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.bytes.MalformedStructureException.Reason;
import dev.yagura.bytes.Structure;
import java.util.ArrayList;
import java.util.List;

/**
 * Capabilities of a program: {@code struct vfs_cap_data} and {@code vfs_ns_cap_data} of {@code
 * linux/capability.h}, little-endian, in the attribute {@value #ATTRIBUTE}.
 *
 * @param permitted bits by the number of the capability
 * @param inheritable bits as well
 * @param isEffective whether the program has them from the start
 */
public record FileCapabilities(long permitted, long inheritable, boolean isEffective) {
    /** Name of the attribute. */
    public static final String ATTRIBUTE = "security.capability";

    /** Names by number: linux/capability.h of Linux 6.12. */
    static final List<String> NAMES =
            List.of(
                    ("cap_chown cap_dac_override cap_dac_read_search cap_fowner cap_fsetid cap_kill"
                                    + " cap_setgid cap_setuid cap_setpcap cap_linux_immutable"
                                    + " cap_net_bind_service cap_net_broadcast cap_net_admin cap_net_raw"
                                    + " cap_ipc_lock cap_ipc_owner cap_sys_module cap_sys_rawio"
                                    + " cap_sys_chroot cap_sys_ptrace cap_sys_pacct cap_sys_admin"
                                    + " cap_sys_boot cap_sys_nice cap_sys_resource cap_sys_time"
                                    + " cap_sys_tty_config cap_mknod cap_lease cap_audit_write"
                                    + " cap_audit_control cap_setfcap cap_mac_override cap_mac_admin"
                                    + " cap_syslog cap_wake_alarm cap_block_suspend cap_audit_read"
                                    + " cap_perfmon cap_bpf cap_checkpoint_restore")
                            .split(" "));

    private static final Field MAGIC_ETC = new Field("magic_etc", 0, 4);
    private static final Field PERMITTED_LOW = new Field("data[0].permitted", 4, 4);
    private static final Field INHERITABLE_LOW = new Field("data[0].inheritable", 8, 4);
    private static final Field PERMITTED_HIGH = new Field("data[1].permitted", 12, 4);
    private static final Field INHERITABLE_HIGH = new Field("data[1].inheritable", 16, 4);
    private static final int REVISION_SHIFT = 24;
    private static final int EFFECTIVE = 1;

    /** A file without any. */
    public static final FileCapabilities NONE = new FileCapabilities(0, 0, false);

    /**
     * Reads the attribute.
     *
     * @throws MalformedStructureException if it is none
     */
    public static FileCapabilities parse(byte[] attribute) throws MalformedStructureException {
        Structure data = Structure.of("vfs_cap_data", attribute);
        long magic = data.u32(MAGIC_ETC);
        long revision = magic >>> REVISION_SHIFT;
        boolean isEffective = (magic & EFFECTIVE) != 0;
        if (revision == 1) {
            return new FileCapabilities(
                    data.u32(PERMITTED_LOW), data.u32(INHERITABLE_LOW), isEffective);
        }
        if (revision != 2 && revision != 3) {
            throw data.malformed(
                    Reason.UNSUPPORTED,
                    MAGIC_ETC,
                    "has revision %d, expected 1, 2 or 3".formatted(revision));
        }
        return new FileCapabilities(
                data.u32(PERMITTED_LOW) | data.u32(PERMITTED_HIGH) << 32,
                data.u32(INHERITABLE_LOW) | data.u32(INHERITABLE_HIGH) << 32,
                isEffective);
    }

    /** Returns the names of the capabilities that the program can have. */
    List<String> names() {
        List<String> names = new ArrayList<>();
        for (int i = 0; i < Long.SIZE; i++) {
            if (((permitted | inheritable) >>> i & 1) != 0) {
                names.add(i < NAMES.size() ? NAMES.get(i) : "cap_" + i);
            }
        }
        return names;
    }

    /** Returns them as getcap(8) would: {@code cap_net_raw=ep}. */
    public String text() {
        return "%s=%s%s%s"
                .formatted(
                        String.join(",", names()),
                        isEffective ? "e" : "",
                        inheritable != 0 ? "i" : "",
                        permitted != 0 ? "p" : "");
    }
}
