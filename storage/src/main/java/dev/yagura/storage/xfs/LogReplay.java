package dev.yagura.storage.xfs;

import dev.yagura.bytes.Field;
import dev.yagura.bytes.MalformedStructureException;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Replays the log in memory: first all that frees buffers is gathered, then the changes are made.
 * What the kernel would go on to do afterwards, as an intent says that was not carried out, is
 * counted and left undone.
 */
final class LogReplay {
    private static final Field ID = new Field("id", 8, 8);

    /** What says that an intent was carried out, and the intent. */
    private static final Map<LogItem.Type, LogItem.Type> INTENTS =
            Map.of(
                    LogItem.Type.EFD, LogItem.Type.EFI,
                    LogItem.Type.RUD, LogItem.Type.RUI,
                    LogItem.Type.CUD, LogItem.Type.CUI,
                    LogItem.Type.BUD, LogItem.Type.BUI,
                    LogItem.Type.ATTRD, LogItem.Type.ATTRI,
                    LogItem.Type.XMD, LogItem.Type.XMI);

    private final Volume volume;
    private final CancelledBuffers cancelled = new CancelledBuffers();
    private final BufferReplay buffers;
    private final InodeReplay inodes;
    private final InodeCreateReplay creations;
    private final Map<Long, LogItem.Type> intents = new TreeMap<>();
    private int transactions;

    LogReplay(Volume volume, ReplayedSectors replayed) {
        this.volume = volume;
        this.buffers = new BufferReplay(volume, replayed, cancelled);
        this.inodes = new InodeReplay(volume, replayed, cancelled);
        this.creations = new InodeCreateReplay(volume, replayed, cancelled);
    }

    /** Replays what counts of a log. */
    void replay(LogBlocks log, LogExtent extent) throws IOException {
        new LogTransactions(log, volume.policy(), (lsn, items) -> gather(items)).read(extent);
        new LogTransactions(log, volume.policy(), this::apply).read(extent);
    }

    /** Returns how many transactions were found, whether or not they could be replayed. */
    int transactions() {
        return transactions;
    }

    /** Returns the kinds of intents that were not carried out, with how many there are of each. */
    Map<LogItem.Type, Long> unfinished() {
        Map<LogItem.Type, Long> counts = new TreeMap<>();
        intents.values().forEach(type -> counts.merge(type, 1L, Long::sum));
        return counts;
    }

    private void gather(List<LogItem> items) throws MalformedStructureException {
        transactions++;
        for (LogItem item : items) {
            if (item.type() == LogItem.Type.BUFFER) {
                BufferItem buffer = BufferItem.parse(item, volume.sectorCount());
                if (buffer.isCancel()) {
                    cancelled.add(buffer.buffer(), item.format());
                }
            } else if (INTENTS.containsValue(item.type())) {
                intents.put(item.format().u64(ID), item.type());
            } else if (INTENTS.containsKey(item.type())) {
                intents.remove(item.format().u64(ID), INTENTS.get(item.type()));
            }
        }
    }

    /** In the kernel's order: buffers and new inodes, inodes, links between unlinked ones. */
    private void apply(long lsn, List<LogItem> items) throws IOException {
        for (LogItem item : items) {
            if (item.type() == LogItem.Type.ICREATE) {
                creations.replay(item);
            } else if (item.type() == LogItem.Type.BUFFER) {
                BufferItem buffer = BufferItem.parse(item, volume.sectorCount());
                if (!buffer.isCancel() && !buffer.isInodes()) {
                    buffers.replay(buffer, lsn);
                }
            }
        }
        for (LogItem item : items) {
            if (item.type() == LogItem.Type.INODE) {
                inodes.replay(item, lsn);
            }
        }
        for (LogItem item : items) {
            if (item.type() == LogItem.Type.BUFFER) {
                BufferItem buffer = BufferItem.parse(item, volume.sectorCount());
                if (buffer.isInodes() && !buffer.isCancel()) {
                    buffers.replay(buffer, lsn);
                }
            }
        }
        for (LogItem item : items) {
            if (item.type() == LogItem.Type.BUFFER) {
                BufferItem buffer = BufferItem.parse(item, volume.sectorCount());
                if (buffer.isCancel()) {
                    cancelled.pass(buffer.buffer());
                }
            }
        }
    }
}
