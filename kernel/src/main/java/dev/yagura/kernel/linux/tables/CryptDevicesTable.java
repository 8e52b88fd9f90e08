package dev.yagura.kernel.linux.tables;

import dev.yagura.kernel.linux.Partial;
import dev.yagura.kernel.linux.block.CryptDevice;
import dev.yagura.kernel.linux.block.CryptDevices;
import dev.yagura.kernel.table.Columns;
import dev.yagura.kernel.table.GuestTable;
import dev.yagura.kernel.table.RowSink;
import dev.yagura.kernel.table.TableContext;
import java.io.IOException;

/** What the kernel encrypts on its way to a disk, without the keys. */
final class CryptDevicesTable {
    private static final int SECTOR_BYTES = 512;

    private CryptDevicesTable() {}

    static GuestTable table() {
        return Columns.<CryptDevice>of()
                .text("mapper", "name in /dev/mapper", c -> c.device().name())
                .text("name", "as in /sys/class/block", c -> c.device().device().name())
                .text("cipher", "algorithm, mode and vectors", CryptDevice::cipher)
                .number("keyBits", "how long the key is; it is never shown", c -> c.keyBytes() * 8)
                .flag(
                        "fromKeyring",
                        "whether the key came from a keyring",
                        CryptDevice::fromKeyring)
                .text("below", "number of the device that is encrypted", CryptDevice::below)
                .number("size", "in bytes", c -> c.target().sectors() * SECTOR_BYTES)
                .text("uuid", "that it was given; of LUKS as CRYPT-LUKS", c -> c.device().uuid())
                .more()
                .number(
                        "begin",
                        "where in the mapped device it begins, in bytes",
                        c -> c.target().begin() * SECTOR_BYTES)
                .number(
                        "offset",
                        "where in the device below it begins, in bytes",
                        c -> c.belowSector() * SECTOR_BYTES)
                .number("sectorSize", "bytes that are encrypted together", c -> c.sectorBytes())
                .number("vectorOffset", "added to numbers of sectors", c -> c.vectorOffset())
                .number("tagSize", "bytes beside each sector that check it", c -> c.tagBytes())
                .hex("config", "its crypt_config", CryptDevice::gva)
                .table(
                        "crypt-devices",
                        "what the kernel encrypts on its way to a disk, without the keys",
                        CryptDevicesTable::list);
    }

    private static void list(TableContext context, RowSink<CryptDevice> rows) throws IOException {
        Partial<CryptDevice> devices = CryptDevices.list(context.linux());
        for (CryptDevice device : devices.items()) {
            rows.add(device);
        }
        devices.missing().forEach(loss -> rows.gap(loss.what(), loss.why()));
    }
}
