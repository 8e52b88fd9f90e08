package dev.yagura.kernel.linux.tables;

import dev.yagura.kernel.linux.Partial;
import dev.yagura.kernel.linux.system.KernelKey;
import dev.yagura.kernel.linux.system.KernelKeys;
import dev.yagura.kernel.table.Columns;
import dev.yagura.kernel.table.GuestTable;
import dev.yagura.kernel.table.RowSink;
import dev.yagura.kernel.table.TableContext;
import java.io.IOException;

/** Keys that the kernel keeps. */
final class KeysTable {
    private KeysTable() {}

    static GuestTable table() {
        return Columns.<KernelKey>of()
                .text(
                        "serial",
                        "number of the key, hex as in /proc/keys",
                        k -> Columns.hex(Integer.toUnsignedLong(k.serial())))
                .text("type", "keyring, asymmetric, user and so on", KernelKey::type)
                .text("description", "what it is called", KernelKey::description)
                .list(
                        "in",
                        "key rings that hold it: .builtin_trusted_keys for keys built in, .platform"
                                + " and .machine for those of the firmware, .blacklist",
                        KernelKey::keyrings)
                .number("uid", "owner; 4294967295 for none", k -> k.uid())
                .text(
                        "permissions",
                        "KEY_ bits, as in /proc/keys",
                        k -> "%08x".formatted(k.permissions()))
                .more()
                .number("gid", "owner's group; 4294967295 for none", k -> k.gid())
                .hex("flags", "KEY_FLAG_ bits", KernelKey::flags)
                .number("usage", "how many use it", k -> k.usage())
                .number(
                        "expiry",
                        "seconds since 1970; null for never",
                        k -> k.expiry() == Long.MAX_VALUE || k.expiry() == 0 ? null : k.expiry())
                .hex("key", "its struct key", KernelKey::gva)
                .table("keys", "keys of programs, users and the kernel", KeysTable::list);
    }

    private static void list(TableContext context, RowSink<KernelKey> rows) throws IOException {
        Partial<KernelKey> keys = KernelKeys.list(context.linux());
        for (KernelKey key : keys.items()) {
            rows.add(key);
        }
        keys.missing().forEach(loss -> rows.gap(loss.what(), loss.why()));
    }
}
