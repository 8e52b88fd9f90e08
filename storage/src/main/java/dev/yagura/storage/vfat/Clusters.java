package dev.yagura.storage.vfat;

import java.io.IOException;

/** Where the clusters of a file are. Safe for concurrent use. */
sealed interface Clusters permits ClusterChain, Clusters.InARow {
    /**
     * Returns a cluster of the file, or {@link Volume#END} behind its last.
     *
     * @param index of the cluster in the file, at least 0
     * @throws dev.yagura.bytes.MalformedStructureException if what leads there is damaged
     */
    long at(long index) throws IOException;

    /**
     * Clusters one after the other, as those of most deleted files were: the table has forgotten
     * which they are.
     */
    record InARow(Volume volume, long first) implements Clusters {
        @Override
        public long at(long index) {
            long cluster = first + index;
            return volume.has(cluster) ? cluster : Volume.END;
        }
    }
}
