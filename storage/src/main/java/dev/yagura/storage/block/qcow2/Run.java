package dev.yagura.storage.block.qcow2;

/** Where bytes of the disk that follow each other are. */
sealed interface Run {
    /** Returns how many bytes, at least 1. */
    long lengthBytes();

    /** Returns the first part of it. */
    Run cut(long lengthBytes);

    /** In the data file, from {@code hostOffset} on. */
    record Data(long hostOffset, long lengthBytes) implements Run {
        @Override
        public Run cut(long shorter) {
            return new Data(hostOffset, shorter);
        }

        boolean continuedBy(Data next) {
            return hostOffset + lengthBytes == next.hostOffset;
        }
    }

    /** Nowhere: they are zeros. */
    record Zero(long lengthBytes) implements Run {
        @Override
        public Run cut(long shorter) {
            return new Zero(shorter);
        }
    }

    /** In the backing file at the same offset, or zeros if there is none. */
    record Backing(long lengthBytes) implements Run {
        @Override
        public Run cut(long shorter) {
            return new Backing(shorter);
        }
    }

    /**
     * In a compressed cluster.
     *
     * @param hostOffset where that starts
     * @param compressedBytes most bytes that it has, of which the last ones may be of another
     * @param from first byte wanted of what comes out
     */
    record Compressed(long hostOffset, int compressedBytes, int from, long lengthBytes)
            implements Run {
        @Override
        public Run cut(long shorter) {
            return new Compressed(hostOffset, compressedBytes, from, shorter);
        }
    }
}
