package dev.yagura.storage.block.qcow2;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.yagura.bytes.Field;
import dev.yagura.bytes.Structure;
import dev.yagura.storage.block.BlockDevice;
import dev.yagura.storage.block.DeviceReads;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** The table of internal snapshots. */
final class SnapshotTable {
    private static final String NAME = "qcow2 snapshot";
    private static final int HEAD_BYTES = 40;
    private static final int MAX_EXTRA_BYTES = 1024; // QEMU's limit
    private static final int LARGE_STATE_BYTES = 8;
    private static final Field F_ID_SIZE = new Field("id_str_size", 12, 2);
    private static final Field F_NAME_SIZE = new Field("name_size", 14, 2);
    private static final Field F_DATE_SEC = new Field("date_sec", 16, 4);
    private static final Field F_DATE_NSEC = new Field("date_nsec", 20, 4);
    private static final Field F_STATE_SIZE = new Field("vm_state_size", 32, 4);
    private static final Field F_EXTRA_SIZE = new Field("extra_data_size", 36, 4);
    private static final Field F_LARGE_STATE = new Field("vm_state_size", 0, 8);

    private SnapshotTable() {}

    static List<Qcow2Snapshot> read(BlockDevice file, Qcow2Header header) throws IOException {
        List<Qcow2Snapshot> snapshots = new ArrayList<>();
        long at = header.snapshotsOffset();
        for (int i = 0; i < header.snapshotCount(); i++) {
            Structure head = DeviceReads.structure(NAME, file, at, HEAD_BYTES);
            long extra =
                    head.requireRange(F_EXTRA_SIZE, head.u32be(F_EXTRA_SIZE), 0, MAX_EXTRA_BYTES);
            long state = head.u32be(F_STATE_SIZE);
            if (extra >= LARGE_STATE_BYTES) {
                state =
                        DeviceReads.structure(NAME, file, at + HEAD_BYTES, LARGE_STATE_BYTES)
                                .u64be(F_LARGE_STATE);
            }
            long idAt = at + HEAD_BYTES + extra;
            int idBytes = head.u16be(F_ID_SIZE);
            int nameBytes = head.u16be(F_NAME_SIZE);
            snapshots.add(
                    new Qcow2Snapshot(
                            text(file, idAt, idBytes),
                            text(file, idAt + idBytes, nameBytes),
                            Instant.ofEpochSecond(head.u32be(F_DATE_SEC), head.u32be(F_DATE_NSEC)),
                            state));
            at = (idAt + idBytes + nameBytes + 7) / 8 * 8;
        }
        return snapshots;
    }

    private static String text(BlockDevice file, long at, int length) throws IOException {
        return new String(DeviceReads.bytes(NAME, file, at, length), UTF_8);
    }
}
