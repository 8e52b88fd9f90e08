package dev.yagura.storage.btrfs;

import dev.yagura.storage.io.XxHash64;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Optional;
import java.util.zip.CRC32C;
import org.bouncycastle.crypto.digests.Blake2bDigest;

/** What checksums are computed with: {@code csum_type}, in the order of its values. */
enum ChecksumKind {
    CRC32C(4) {
        @Override
        byte[] of(MemorySegment bytes) {
            CRC32C crc = new CRC32C();
            crc.update(bytes.asByteBuffer());
            return little(sizeBytes()).putInt((int) crc.getValue()).array();
        }
    },
    XXHASH64(8) {
        @Override
        byte[] of(MemorySegment bytes) {
            return little(sizeBytes()).putLong(XxHash64.of(bytes)).array();
        }
    },
    SHA256(32) {
        @Override
        byte[] of(MemorySegment bytes) {
            try {
                MessageDigest digest = MessageDigest.getInstance("SHA-256");
                digest.update(bytes.asByteBuffer());
                return digest.digest();
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException("every JDK has SHA-256", e);
            }
        }
    },
    BLAKE2B(32) {
        @Override
        byte[] of(MemorySegment bytes) {
            Blake2bDigest digest = new Blake2bDigest(sizeBytes() * Byte.SIZE);
            byte[] copy = bytes.toArray(ValueLayout.JAVA_BYTE);
            digest.update(copy, 0, copy.length);
            byte[] sum = new byte[sizeBytes()];
            digest.doFinal(sum, 0);
            return sum;
        }
    };

    private final int sizeBytes;

    ChecksumKind(int sizeBytes) {
        this.sizeBytes = sizeBytes;
    }

    /** Returns the kind with a number of the superblock, if there is one. */
    static Optional<ChecksumKind> of(int number) {
        return number < values().length ? Optional.of(values()[number]) : Optional.empty();
    }

    /** Returns how many bytes a checksum has. */
    int sizeBytes() {
        return sizeBytes;
    }

    /** Returns the checksum of {@code bytes}, as it is stored. */
    abstract byte[] of(MemorySegment bytes);

    private static ByteBuffer little(int size) {
        return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
    }
}
