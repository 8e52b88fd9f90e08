package dev.yagura.storage.block.qcow2;

import dev.yagura.bytes.MalformedStructureException;
import dev.yagura.bytes.MalformedStructureException.Reason;
import dev.yagura.storage.block.BlockDevice;
import dev.yagura.storage.block.DeviceReads;
import dev.yagura.storage.io.zstd.Zstd;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.jspecify.annotations.Nullable;

/**
 * What comes out of compressed clusters; never more than one cluster each. Those used last are
 * kept, as small reads follow each other in one. Safe for concurrent use.
 */
final class CompressedClusters {
    private static final String NAME = "qcow2 compressed cluster";
    private static final int KEPT_BYTES = 4 << 20;

    private final BlockDevice file;
    private final int clusterBytes;
    private final boolean zstd;
    private final Map<Long, byte[]> kept =
            new LinkedHashMap<>(16, 0.75f, true) {
                private static final long serialVersionUID = 1L;

                @Override
                protected boolean removeEldestEntry(Map.Entry<Long, byte[]> eldest) {
                    return size() > KEPT_BYTES / clusterBytes;
                }
            };

    CompressedClusters(BlockDevice file, Qcow2Header header) {
        this.file = file;
        this.clusterBytes = header.clusterBytes();
        this.zstd = header.compression() == Qcow2Header.COMPRESSION_ZSTD;
    }

    /** Returns the bytes of the whole cluster; the caller must not write to them. */
    byte[] read(Run.Compressed run) throws IOException {
        byte[] cluster = keptAt(run.hostOffset());
        if (cluster == null) {
            cluster = decompress(run);
            synchronized (kept) {
                kept.put(run.hostOffset(), cluster);
            }
        }
        return cluster;
    }

    private byte @Nullable [] keptAt(long hostOffset) {
        synchronized (kept) {
            return kept.get(hostOffset);
        }
    }

    private byte[] decompress(Run.Compressed run) throws IOException {
        // The length is in sectors of 512 bytes, and the last one need not be there whole.
        long there = Math.min(run.compressedBytes(), file.sizeBytes() - run.hostOffset());
        byte[] compressed =
                DeviceReads.bytes(NAME, file, run.hostOffset(), (int) Math.max(1, there));
        byte[] cluster = new byte[clusterBytes];
        int length = zstd ? Zstd.decompress(compressed, cluster) : inflate(compressed, cluster);
        if (length != clusterBytes) {
            throw malformed(
                    run.hostOffset(),
                    "holds %d bytes, expected %d".formatted(length, clusterBytes));
        }
        return cluster;
    }

    private static int inflate(byte[] compressed, byte[] cluster)
            throws MalformedStructureException {
        try (Inflater inflater = new Inflater(true)) {
            inflater.setInput(compressed);
            int done = 0;
            while (done < cluster.length) {
                int count = inflater.inflate(cluster, done, cluster.length - done);
                if (count == 0) {
                    break; // at its end, or in want of more than there is
                }
                done += count;
            }
            return done;
        } catch (DataFormatException e) {
            throw malformed(0, "is no deflated data: " + e.getMessage());
        }
    }

    private static MalformedStructureException malformed(long offset, String detail) {
        return new MalformedStructureException(Reason.OUT_OF_RANGE, NAME, "data", offset, detail);
    }
}
