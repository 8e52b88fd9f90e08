package dev.yagura.storage.xfs;

import dev.yagura.bytes.Field;
import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.bytes.MalformedStructureException.Reason;
import dev.yagura.bytes.Structure;
import dev.yagura.storage.io.ChunkCache;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The log of a volume, and what is to be said of it. One that cannot be replayed does not stand in
 * the way: the volume is then read as it is, without what is only in the log.
 */
final class Log {
    /** Longest log; {@code XFS_MAX_LOG_BYTES}. */
    private static final long MAX_BYTES = 1L << 31;

    private static final Field SB_LOGBLOCKS = new Field("sb_logblocks", 96, 4);

    private final Volume volume;
    private final ChunkCache device;
    private final ReplayedSectors replayed;
    private final List<String> notes;

    /** {@code notes} is added to. */
    Log(Volume volume, ChunkCache device, ReplayedSectors replayed, List<String> notes) {
        this.volume = volume;
        this.device = device;
        this.replayed = replayed;
        this.notes = notes;
    }

    /** Replays what is not yet in place. */
    void replay() throws IOException {
        LogReplay replay = new LogReplay(volume, replayed);
        try {
            LogBlocks blocks = blocks();
            Optional<LogExtent> extent = LogExtent.find(blocks);
            if (extent.isEmpty() || extent.get().isClean()) {
                return;
            }
            replay.replay(blocks, extent.get());
        } catch (MalformedStructureException e) {
            volume.policy().found(e);
            replayed.clear();
            notes.add(
                    "the log was not replayed: %d transactions are not in this view; %s"
                            .formatted(replay.transactions(), e.getMessage()));
            return;
        }
        notes.add(
                "the log was replayed in memory: %d transactions, %d sectors"
                        .formatted(replay.transactions(), replayed.size()));
        for (Map.Entry<LogItem.Type, Long> unfinished : replay.unfinished().entrySet()) {
            notes.add(
                    "the log has unfinished changes, which the kernel would go on with: %d of %s"
                            .formatted(unfinished.getValue(), unfinished.getKey()));
        }
    }

    private LogBlocks blocks() throws MalformedStructureException {
        XfsSuperblock sb = volume.superblock();
        Structure name = new Structure("xfs superblock", MemorySegment.ofArray(new byte[0]));
        if (sb.logStart() == 0) {
            throw name.malformed(
                    Reason.UNSUPPORTED,
                    XfsSuperblock.SB_LOGSTART,
                    "is 0: a log on another device, which is not read");
        }
        name.requireRange(SB_LOGBLOCKS, sb.logBlocks(), 1, MAX_BYTES / sb.blockBytes());
        volume.requireBlocks(sb.logStart(), sb.logBlocks(), name, XfsSuperblock.SB_LOGSTART);
        return new LogBlocks(
                device,
                volume.offset(sb.logStart()),
                sb.logBlocks() * (sb.blockBytes() / LogBlocks.BLOCK));
    }
}
